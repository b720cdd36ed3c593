// One loop drives all sessions: it asks, waits and records. A session is a plan (the store's own workload) and, at any time, at most one client process
// and at most one operation in flight.
//
// Invariants: the invocation is in the recording before the request is in the pipe; the time of a completion is taken after its answer was read. So a
// recorded interval holds the real one, whatever this process is delayed by. A session's name belongs to one client process: what a killed client knew is
// gone, so its successor is another session. A killed client cannot answer late.
//
// Tested by tests/store/client_run_test.cpp and tests/cli/transcripts_test.cpp.

#include "src/record/client_run.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/streambuf.hpp>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <istream>
#include <memory>
#include <optional>
#include <system_error>
#include <thread>

#include "src/record/client_process.hpp"
#include "src/record/client_protocol.hpp"
#include "src/record/history_of_run.hpp"

namespace clio {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using store::Planned;

constexpr std::size_t kLineBytesMax = std::size_t{1} << 20;
constexpr auto kEndingMax = std::chrono::milliseconds(200);    // a client that closed its output gets so long to say how it ended
constexpr auto kClosingMax = std::chrono::milliseconds(1000);  // and so long to end when it is asked nothing more

Recorder::Value recorded(const Value& value) {
  struct Visitor {
    Recorder::Value operator()(std::monostate) const { return nullptr; }
    Recorder::Value operator()(const Value::Array& array) const {
      std::vector<Recorder::Value> values;
      for (const Value& item : array) values.push_back(recorded(item));
      return values;
    }
    Recorder::Value operator()(const std::string& text) const { return text; }
    Recorder::Value operator()(bool truth) const { return truth; }
    Recorder::Value operator()(std::int64_t number) const { return number; }
    Recorder::Value operator()(std::uint64_t number) const { return number; }
    Recorder::Value operator()(double number) const { return number; }
  };
  return std::visit(Visitor{}, value.data());
}

/// SIGPIPE ignored as long as this lives: a client that is gone shows as a failed write.
class WithoutSigpipe {
 public:
  WithoutSigpipe() : before_(std::signal(SIGPIPE, SIG_IGN)) {}
  ~WithoutSigpipe() { std::signal(SIGPIPE, before_); }
  WithoutSigpipe(const WithoutSigpipe&) = delete;
  WithoutSigpipe& operator=(const WithoutSigpipe&) = delete;

 private:
  void (*before_)(int);
};

class ClientRun {
 public:
  ClientRun(const store::RunConfig& config, const std::string& command, Recorder& recorder)
      : config_(config), command_(command), recorder_(recorder), plan_(draw_plan(config.workload, store::Random(config.seed).fork(2))), signals_(io_, SIGINT, SIGTERM) {
    signals_.async_wait([this](boost::system::error_code error, int number) {
      if (!error) stop("stopped by signal " + std::to_string(number));
    });
    for (std::size_t i = 0; i < config.workload.sessions; ++i) sessions_.push_back(std::make_unique<Session>(io_, i, config.workload.keys));
    next_name_ = sessions_.size();
  }

  Result<ClientRunResult, std::string> run() {
    const WithoutSigpipe ignored;
    for (const std::unique_ptr<Session>& session : sessions_) {
      if (wrong_.empty()) start(*session);
      if (wrong_.empty()) next(*session);  // after a pause; nothing has been asked yet
    }
    while (wrong_.empty() && result_.stopped.empty() && over_ < sessions_.size()) io_.run_one();
    for (const std::unique_ptr<Session>& session : sessions_) {
      result_.unknown += session->operation.has_value();
      session->operation.reset();  // in flight: recorded as unknown
      if (session->client) session->client->process.close_input();
    }
    let_end();
    sessions_.clear();
    if (!wrong_.empty()) return Unexpected(wrong_);
    result_.ended = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began_).count();
    return std::move(result_);
  }

 private:
  /// A client process and what is read from it. Handlers hold it, so that an earlier one's are told from the present one's.
  struct Client {
    Client(asio::io_context& io, ClientProcess started, int output_of_its_own) : process(std::move(started)), output(io, output_of_its_own), said(kLineBytesMax) {}
    ClientProcess process;
    asio::posix::stream_descriptor output;
    asio::streambuf said;
    std::uint64_t requests = 0;
  };
  struct Session {
    Session(asio::io_context& io, std::size_t number, std::size_t keys) : place(number), name(number), timer(io), seen(keys) {}
    std::size_t place;  ///< in the plan
    std::size_t name;   ///< as a process of the history
    std::shared_ptr<Client> client;  ///< null while none runs
    asio::steady_timer timer;        ///< of the pause before an operation, or of its deadline
    std::uint64_t waits = 0;         ///< numbers what the timer is for
    std::vector<Value> seen;         ///< by key: what it has read or written last
    std::size_t planned = 0, final_reads = 0;
    ClientRequestLine request;
    std::size_t key = 0;
    std::optional<Recorder::Operation> operation;  ///< in flight
  };

  void stop(std::string why) {
    if (result_.stopped.empty()) result_.stopped = std::move(why);
  }
  void note(const Session& session, const std::string& text) {
    if (result_.notes.size() < ClientRunResult::kNotesMax) result_.notes.push_back("session " + std::to_string(session.name) + ": " + text);
    else ++result_.notes_left_out;
  }

  void start(Session& session) {
    Result<ClientProcess, std::string> process =
        ClientProcess::start(command_, {{"CLIO_SESSION", std::to_string(session.name)}, {"CLIO_SEED", std::to_string(config_.seed)}});
    const int output = process ? fcntl(process->output(), F_DUPFD_CLOEXEC, 0) : -1;
    if (output < 0) {
      const std::string why = process ? std::string("no pipe: ") + std::strerror(errno) : process.error();
      if (answered_) stop("no client can be started: " + why);
      else wrong_ = "no client can be started: " + why;
      return;
    }
    ++result_.processes;
    session.client = std::make_shared<Client>(io_, std::move(process).value(), output);
    listen(session);
  }

  void listen(Session& session) {
    asio::async_read_until(session.client->output, session.client->said, '\n', [this, &session, client = session.client](boost::system::error_code error, std::size_t) {
      if (session.client != client) return;  // of an earlier one
      if (error == asio::error::not_found) return lost(session, "wrote a line of more than " + std::to_string(kLineBytesMax) + " bytes");
      if (error) return lost(session, how_it_ended(*client));
      std::istream stream(&client->said);
      std::string line;
      std::getline(stream, line);
      heard(session, line);
    });
  }

  static std::string how_it_ended(Client& client) {
    for (const auto end = Clock::now() + kEndingMax; !client.process.ended() && Clock::now() < end;) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    return client.process.ended() ? client.process.end() : "closed its output";
  }

  template <class Then>
  void after(Session& session, Clock::duration delay, Then then) {
    session.timer.expires_after(delay);
    session.timer.async_wait([&session, number = ++session.waits, then](boost::system::error_code error) {
      if (!error && session.waits == number) then();  // an expired timer that waits for its turn is not cancelled any more
    });
  }

  /// The session has nothing in flight: what comes next?
  void next(Session& session) {
    const std::vector<Planned>& plan = plan_[session.place];
    if (session.planned < plan.size()) {
      const Planned& planned = plan[session.planned++];
      return after(session, std::chrono::microseconds(planned.think), [this, &session, &planned] {
        ClientRequestLine request{.kind = kind_of(planned.operation)};
        if (planned.operation != store::Operation::read) request.value = Value(planned.value);
        if (planned.operation == store::Operation::cas) request.expected = session.seen[planned.key];
        ask(session, std::move(request), planned.key);
      });
    }
    if (!reading_finally_) {
      if (++plans_over_ < sessions_.size()) return;
      reading_finally_ = true;
      for (const std::unique_ptr<Session>& one : sessions_) after(*one, std::chrono::microseconds(config_.settle), [this, one = one.get()] { next(*one); });
      return;
    }
    if (config_.workload.final_reads && session.final_reads < config_.workload.keys) return ask(session, {.kind = Kind::read}, session.final_reads++);
    ++over_;
  }

  void ask(Session& session, ClientRequestLine request, std::size_t key) {
    if (!session.client) start(session);
    if (!session.client) return;  // which ends the run
    request.id = ++session.client->requests;
    request.key = "k" + std::to_string(key);
    session.request = std::move(request);
    session.key = key;
    const ClientRequestLine& asked = session.request;
    const auto process = static_cast<std::int64_t>(session.name);
    const std::string op(name_of(asked.kind));
    session.operation.emplace(asked.kind == Kind::read  ? recorder_.invoke(process, op, asked.key)
                              : asked.kind == Kind::cas ? recorder_.invoke(process, op, asked.key, recorded(asked.expected), recorded(asked.value))
                                                        : recorder_.invoke(process, op, asked.key, recorded(asked.value)));
    after(session, std::chrono::microseconds(config_.policy.deadline), [this, &session] {
      const std::string limit = std::to_string(config_.policy.deadline / store::kMillisecond) + " ms";
      lost(session, "did not answer within " + limit, Patience::slow);
    });
    // A pipe that takes nothing shows in its own way: the client has ended, or does not answer in time.
    (void)session.client->process.send(text_of(asked));
  }

  void heard(Session& session, const std::string& line) {
    if (!session.operation) return lost(session, "wrote without being asked: " + Value(line.substr(0, 60)).to_json());
    const Result<ClientAnswerLine, std::string> answer = read_answer(line, session.request);
    if (!answer) return lost(session, "answered what cannot be understood: " + answer.error());
    answered_ = true;
    record(session, *answer);
    listen(session);
    next(session);
  }

  void record(Session& session, const ClientAnswerLine& answer) {
    const ClientRequestLine& request = session.request;
    switch (answer.status) {
      case Status::fail:
        recorder_.fail(*session.operation);
        ++result_.failed;
        break;
      case Status::unknown:
        recorder_.unknown(*session.operation);
        ++result_.unknown;
        break;
      case Status::ok: {
        std::optional<Recorder::Replica> replica;
        if (answer.node) replica = Recorder::Replica{answer.node->as_int() ? Recorder::Name(*answer.node->as_int()) : Recorder::Name(*answer.node->as_string()), answer.version};
        std::optional<Recorder::Value> value;
        if (request.kind == Kind::read) value = recorded(answer.value);
        if (request.kind == Kind::cas) value = answer.success;
        if (value && replica) recorder_.ok(*session.operation, *value, *replica);
        else if (value) recorder_.ok(*session.operation, *value);
        else if (replica) recorder_.ok(*session.operation, *replica);
        else recorder_.ok(*session.operation);
        ++result_.ok;
        if (request.kind == Kind::read) session.seen[session.key] = answer.value;
        else if (answer.success) session.seen[session.key] = request.value;
        break;
      }
    }
    session.operation.reset();
    ++session.waits;
    if (answer.status != Status::ok && !answer.why.empty()) note(session, described(request) + ": " + std::string(name_of(answer.status)) + ", " + Value(answer.why.substr(0, 100)).to_json());
  }

  enum class Patience { none, slow };
  /// The client is of no more use: its operation is unknown, and it ends. One that never worked ends the run, for the next would not either.
  void lost(Session& session, const std::string& why, Patience patience = Patience::none) {
    ++lost_;
    if (!answered_ && (patience == Patience::none || lost_ >= sessions_.size())) {
      wrong_ = "no client ever answered; the first that was given up " + why;
      return;
    }
    const bool busy = session.operation.has_value();
    std::string text = "the client " + why;
    if (busy) text += " (asked: " + described(session.request) + ", now unknown)";
    if (session.client) session.client->process.end();
    session.client.reset();
    note(session, text + "; goes on as session " + std::to_string(next_name_));
    session.name = next_name_++;
    std::fill(session.seen.begin(), session.seen.end(), Value());
    if (!busy) return;  // the next operation starts a client
    recorder_.unknown(*session.operation);
    ++result_.unknown;
    session.operation.reset();
    ++session.waits;
    next(session);
  }

  /// Clients whose input is closed end by themselves, or are ended.
  void let_end() {
    const auto end = Clock::now() + kClosingMax;
    for (const std::unique_ptr<Session>& session : sessions_) {
      while (session->client && wrong_.empty() && !session->client->process.ended() && Clock::now() < end) std::this_thread::sleep_for(std::chrono::milliseconds(1));
      if (session->client) session->client->process.end();
    }
  }

  const store::RunConfig& config_;
  const std::string& command_;
  Recorder& recorder_;
  store::Plan plan_;
  asio::io_context io_{1};
  asio::signal_set signals_;
  std::vector<std::unique_ptr<Session>> sessions_;
  std::size_t next_name_ = 0, plans_over_ = 0, over_ = 0, lost_ = 0;
  bool reading_finally_ = false;
  bool answered_ = false;  ///< any client, anything that could be understood
  std::string wrong_;
  ClientRunResult result_;
  Clock::time_point began_ = Clock::now();
};

}  // namespace

store::RunConfig default_client_config() {
  store::RunConfig config;
  config.policy.deadline = 2 * store::kSecond;
  return config;
}

Result<ClientRunResult, std::string> run_clients(const store::RunConfig& config, const std::string& command, Recorder& recorder) {
  try {
    return ClientRun(config, command, recorder).run();
  } catch (const std::system_error& error) {
    ClientRunResult result;
    result.stopped = std::string("the recording cannot be written: ") + error.what();
    return result;
  }
}

}  // namespace clio
