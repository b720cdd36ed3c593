#include "tests/fuzz/certificate_property.hpp"

#include <cstdio>
#include <cstdlib>
#include <string>

#include "checker/models/catalogue.hpp"
#include "checker/history/digest.hpp"
#include "src/verify/verify.hpp"

namespace clio::fuzz {
namespace {

/// P0 writes 1 and 2 to x, one after the other; then P1 reads 1: wrong in real time, right for every model without it.
History stale_read() {
  HistoryBuilder builder;
  builder.set_timed(true);
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 0, .response = 1});
  builder.add({.kind = Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(2), .call = 2, .response = 3});
  builder.add({.kind = Kind::read, .process = builder.process(1), .key = builder.key("x"), .value = builder.value(1), .call = 4, .response = 5});
  return std::move(builder).build().value();
}

/// P0 puts 1 and 2 into a queue, one after the other; P1 takes 2: wrong unless the order of a process does not count.
History overtaken() {
  Header header;
  header.object = Object::queue;
  HistoryBuilder builder(std::move(header));
  builder.set_timed(true);
  builder.add({.kind = Kind::enqueue, .process = builder.process(0), .key = builder.key("q"), .value = builder.value(1), .call = 0, .response = 1});
  builder.add({.kind = Kind::enqueue, .process = builder.process(0), .key = builder.key("q"), .value = builder.value(2), .call = 2, .response = 3});
  builder.add({.kind = Kind::dequeue, .process = builder.process(1), .key = builder.key("q"), .value = builder.value(2), .call = 4, .response = 5});
  return std::move(builder).build().value();
}

void must(bool condition, const char* property, const std::string& certificate) {
  if (condition) return;
  std::fputs((std::string("does not hold: ") + property + "\n" + certificate + "\n").c_str(), stderr);
  std::abort();
}

/// Whatever the bytes: an answer has words, and as a certificate's lines for any row they prove nothing that is not true.
template <class Holds>
void check_certificate_of(const History& history, const Holds& holds, std::string_view input) {
  constexpr std::uint64_t kStepsMax = 1'000'000;
  must(!verify::verify(history, input, kStepsMax).message.empty(), "an answer has words", std::string(input));
  if (input.empty()) return;
  const auto choice = static_cast<unsigned char>(input.front());
  const Model& model = *catalogue()[choice / 2 % catalogue().size()];
  const bool satisfied = choice % 2 == 0;
  const std::string certificate = "clio-certificate 1\nmodel " + std::string(model.id) + "\nverdict " + (satisfied ? "satisfied" : "violated") + "\nhistory " + digest(history) + "\n" + std::string(input.substr(1));
  const verify::Answer answer = verify::verify(history, certificate, kStepsMax);
  must(!answer.message.empty(), "an answer has words", certificate);
  must(answer.outcome != verify::Outcome::accepted || satisfied == holds(model), "no false verdict is accepted", certificate);
}

}  // namespace

void check_certificate(std::string_view input) {
  static const History sourced = stale_read(), replayed = overtaken();
  check_certificate_of(sourced, [](const Model& model) { return !model.needs_times; }, input);
  check_certificate_of(replayed, [](const Model& model) { return model == kAdyaSerializable; }, input);
}

}  // namespace clio::fuzz
