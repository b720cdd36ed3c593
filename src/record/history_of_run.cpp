// From what clients saw to a history.
//
// Tested by tests/store/record_test.cpp.

#include "src/record/history_of_run.hpp"

#include "checker/support/assert.hpp"
#include "src/record/settings.hpp"

namespace clio {
namespace {

Status status_of(store::Completed::Status status) {
  switch (status) {
    case store::Completed::Status::ok: return Status::ok;
    case store::Completed::Status::fail: return Status::fail;
    case store::Completed::Status::unknown: return Status::unknown;
  }
  return Status::unknown;
}

}  // namespace

Kind kind_of(store::Operation operation) {
  switch (operation) {
    case store::Operation::read: return Kind::read;
    case store::Operation::write: return Kind::write;
    case store::Operation::cas: return Kind::cas;
  }
  return Kind::read;
}

Header header_of(const store::RunConfig& config) {
  Header header;
  header.name = std::string(config.protocol->id) + ", seed " + std::to_string(config.seed);
  header.about = "clio record " + options_of(config);
  header.one_clock = true;
  return header;
}

History history_of(const store::RunResult& run, const store::RunConfig& config, const Header& header) {
  HistoryBuilder builder(header);
  builder.set_timed(true);
  builder.reserve(run.operations.size());
  std::vector<KeyId> keys;
  for (std::size_t i = 0; i < config.workload.keys; ++i) keys.push_back(builder.key(std::string_view("k" + std::to_string(i))));
  const auto value = [&](const store::Value& v) { return v ? builder.value(*v) : kNull; };
  for (const store::Recorded& recorded : run.operations) {
    Operation operation{.kind = kind_of(recorded.command.operation), .status = status_of(recorded.status),
                        .process = builder.process(static_cast<std::int64_t>(store::index(recorded.session))),
                        .key = keys[recorded.command.key], .call = recorded.call};
    if (operation.status != Status::unknown) operation.response = recorded.response;
    const bool answered = operation.status == Status::ok;
    if (operation.kind == Kind::read) {
      if (answered) operation.value = value(recorded.value);
    } else {
      operation.value = value(recorded.command.value);
    }
    if (operation.kind == Kind::cas) {
      operation.expected = value(recorded.command.expected);
      operation.success = !answered || recorded.success;
    }
    if (answered && recorded.node != store::kNobody) {
      operation.node = builder.node(Value("n" + std::to_string(store::index(recorded.node))));
      operation.version = static_cast<std::int64_t>(recorded.version);
    }
    builder.add(operation);
  }
  Result<History, std::vector<InputError>> history = std::move(builder).build();
  CLIO_ASSERT(history.has_value());
  return std::move(history).value();
}

Recorder::Operation record_invocation(Recorder& recorder, const store::Recorded& recorded) {
  const auto process = static_cast<std::int64_t>(store::index(recorded.session));
  const std::string key = "k" + std::to_string(recorded.command.key);
  const store::Command& command = recorded.command;
  switch (command.operation) {
    case store::Operation::read: break;
    case store::Operation::write: return recorder.invoke(process, "write", key, command.value);
    case store::Operation::cas: return recorder.invoke(process, "cas", key, command.expected, command.value);
  }
  return recorder.invoke(process, "read", key);
}

void record_completion(Recorder& recorder, Recorder::Operation& operation, const store::Recorded& recorded) {
  switch (recorded.status) {
    case store::Completed::Status::fail: return recorder.fail(operation);
    case store::Completed::Status::unknown: return recorder.unknown(operation);
    case store::Completed::Status::ok: break;
  }
  std::optional<Recorder::Value> answer;
  if (recorded.command.operation == store::Operation::read) answer = Recorder::Value(recorded.value);
  if (recorded.command.operation == store::Operation::cas) answer = Recorder::Value(recorded.success);
  std::optional<Recorder::Replica> replica;
  if (recorded.node != store::kNobody) replica = Recorder::Replica{"n" + std::to_string(store::index(recorded.node)), static_cast<std::int64_t>(recorded.version)};
  if (answer && replica) recorder.ok(operation, *answer, *replica);
  else if (answer) recorder.ok(operation, *answer);
  else if (replica) recorder.ok(operation, *replica);
  else recorder.ok(operation);
}

}  // namespace clio
