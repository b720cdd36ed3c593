// Judges a stale read, first built by hand, then from lecture notation, through the installed headers alone.

#include <array>
#include <clio/adapters/formats/lecture/lecture.hpp>
#include <clio/checker/check.hpp>
#include <iostream>
#include <string>

namespace {

clio::History built() {
  clio::HistoryBuilder builder;
  builder.set_timed(true);
  (void)builder.add({.kind = clio::Kind::write, .process = builder.process(0), .key = builder.key("x"), .value = builder.value(1), .call = 0, .response = 5});
  (void)builder.add({.kind = clio::Kind::read, .process = builder.process(1), .key = builder.key("x"), .value = clio::kNull, .call = 6, .response = 9});
  return std::move(builder).build().value();
}

clio::History drawn() {
  std::string text = "P1: W(x)1\nP2:        R(x)-\n";
  const std::size_t length = text.size();
  text.append(clio::kPaddingBytes, '\0');
  return std::move(clio::read_lecture(std::string_view(text).substr(0, length)).value());
}

}  // namespace

int main() {
  const std::array histories{built(), drawn()};
  for (const clio::History& history : histories) {
    const clio::Verdict linearizable = clio::check(history, clio::kLinearizable);
    const clio::Verdict sequential = clio::check(history, clio::kSequential);
    if (linearizable.answer != clio::Answer::violated || !linearizable.counterexample || sequential.answer != clio::Answer::satisfied) {
      std::cerr << "the installed library judges otherwise\n";
      return 1;
    }
    std::cout << "linearizable " << name_of(linearizable.answer) << ", sequential " << name_of(sequential.answer) << '\n';
  }
  return 0;
}
