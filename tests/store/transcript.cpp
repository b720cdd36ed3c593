// Reads the commands of a transcript and runs them on a hand-driven cluster.
#include "tests/store/transcript.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>
#include <utility>

#include "src/store/catalogue/catalogue.hpp"

namespace clio::store::transcript {
namespace {

std::vector<std::string_view> words_of(std::string_view line) {
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t start = line.find_first_not_of(' ');
    if (start == std::string_view::npos) return words;
    const std::size_t end = std::min(line.find(' ', start), line.size());
    words.push_back(line.substr(start, end - start));
    line.remove_prefix(end);
  }
}

[[noreturn]] void fail(const std::string& what) { throw std::invalid_argument(what); }

/// The words of one command, taken from the front.
class Words {
 public:
  explicit Words(std::vector<std::string_view> words) : words_(std::move(words)) {}

  [[nodiscard]] bool empty() const { return next_ == words_.size(); }
  [[nodiscard]] std::string_view peek() const { return empty() ? std::string_view() : words_[next_]; }
  std::string_view word(const char* expected) {
    if (empty()) fail(std::string("expected ") + expected + " at the end of the command");
    return words_[next_++];
  }
  bool take(std::string_view word) {
    if (peek() != word) return false;
    ++next_;
    return true;
  }
  /// The value of `NAME=VALUE`, if that comes next.
  std::optional<std::string_view> named(std::string_view name) {
    const std::string_view word = peek();
    if (!word.starts_with(name) || word.size() == name.size() || word[name.size()] != '=') return std::nullopt;
    ++next_;
    return word.substr(name.size() + 1);
  }

 private:
  std::vector<std::string_view> words_;
  std::size_t next_ = 0;
};

template <class Number = std::uint64_t>
Number number_of(std::string_view text, const char* expected = "a number") {
  Number number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) fail("expected " + std::string(expected) + ", found '" + std::string(text) + "'");
  return number;
}

Value value_of(std::string_view text) {
  if (text == "null") return std::nullopt;
  return number_of<std::int64_t>(text, "a value");
}

Node node_of(std::string_view text) {
  if (!text.starts_with('n')) fail("expected a node such as n0, found '" + std::string(text) + "'");
  return node_at(number_of<std::uint32_t>(text.substr(1), "a node such as n0"));
}

Token token_of(std::string_view text) {
  const std::size_t dot = text.find('.');
  if (!text.starts_with('s') || dot == std::string_view::npos) fail("expected a token such as s0.1, found '" + std::string(text) + "'");
  return {session_at(number_of<std::uint32_t>(text.substr(1, dot - 1), "a session")), number_of(text.substr(dot + 1), "a request")};
}

bool truth_of(std::string_view text) {
  if (text != "true" && text != "false") fail("expected true or false, found '" + std::string(text) + "'");
  return text == "true";
}

When when_of(std::string_view text) {
  if (text == "push") return When::push;
  if (text == "pull") return When::pull;
  if (text == "poll") return When::poll;
  fail("expected push, pull or poll, found '" + std::string(text) + "'");
}

Approach approach_of(std::string_view text) {
  if (text == "paxos") return Approach::paxos;
  if (text == "single-acceptor") return Approach::single_acceptor;
  if (text == "accept-first") return Approach::accept_first;
  if (text == "accept-every") return Approach::accept_every;
  fail("expected paxos, single-acceptor, accept-first or accept-every, found '" + std::string(text) + "'");
}

What what_of(std::string_view text) {
  if (text == "state") return What::state;
  if (text == "operation") return What::operation;
  if (text == "invalidation") return What::invalidation;
  fail("expected state, operation or invalidation, found '" + std::string(text) + "'");
}

Time time_of(std::string_view text) { return number_of<Time>(text, "a time in milliseconds") * kMillisecond; }

Options options_of(Words& words, NodeSet* spares) {
  Options options;
  while (!words.empty()) {
    if (spares != nullptr) {
      if (const auto spare = words.named("spare")) {
        spares->insert(node_of(*spare));
        continue;
      }
    }
    if (const auto nodes = words.named("nodes")) options.nodes = number_of(*nodes);
    else if (const auto read = words.named("read_quorum")) options.read_quorum = number_of(*read);
    else if (const auto write = words.named("write_quorum")) options.write_quorum = number_of(*write);
    else if (const auto least = words.named("members_min")) options.members_min = number_of(*least);
    else if (const auto wait = words.named("wait_for")) options.wait_for = number_of(*wait);
    else if (const auto when = words.named("when")) options.when = when_of(*when);
    else if (const auto what = words.named("what")) options.what = what_of(*what);
    else if (const auto last = words.named("last_writer_wins")) options.last_writer_wins = truth_of(*last);
    else if (const auto approach = words.named("approach")) options.approach = approach_of(*approach);
    else if (const auto back = words.named("back_off")) options.back_off = truth_of(*back);
    else if (const auto every = words.named("snapshot_every")) options.snapshot_every = number_of(*every);
    else if (const auto mutant = words.named("mutant")) options.mutant = *mutant;
    else if (const auto retry = words.named("retry")) options.timing.retry = time_of(*retry);
    else if (const auto lease = words.named("lease")) options.timing.lease = time_of(*lease);
    else if (const auto live = words.named("time_to_live")) options.timing.time_to_live = time_of(*live);
    else fail("no option '" + std::string(words.peek()) + "'");
  }
  return options;
}

Cluster::Show show_of(std::string_view text) {
  if (text == "timers") return Cluster::Show::timers;
  if (text == "notes") return Cluster::Show::notes;
  if (text == "persists") return Cluster::Show::persists;
  if (text == "sends") return Cluster::Show::sends;
  if (text == "lines") return Cluster::Show::lines;
  fail("expected timers, notes, persists, sends or lines, found '" + std::string(text) + "'");
}

std::string bytes_of(std::string_view hex) {
  std::string bytes;
  for (; hex.size() >= 2; hex.remove_prefix(2)) {
    unsigned byte = 0;
    const auto [end, error] = std::from_chars(hex.data(), hex.data() + 2, byte, 16);
    if (error != std::errc() || end != hex.data() + 2) fail("expected bytes as hexadecimal digits");
    bytes += static_cast<char>(byte);
  }
  if (!hex.empty()) fail("expected an even number of hexadecimal digits");
  return bytes;
}

/// Which messages a command means.
struct Selection {
  std::vector<std::size_t> ids;  ///< by name; else all that match
  bool all = false;              ///< also those that are sent meanwhile
  std::optional<Node> from, to, except;

  [[nodiscard]] bool matches(const Message& message) const {
    return (!from || message.from == *from) && (!to || message.to == *to) && (!except || (message.from != *except && message.to != *except));
  }
};

Selection selection_of(Words& words) {
  Selection selection;
  if (words.empty()) fail("expected which messages");
  while (!words.empty()) {
    if (words.take("all")) selection.all = true;
    else if (words.take("from")) selection.from = node_of(words.word("a node"));
    else if (words.take("to")) selection.to = node_of(words.word("a node"));
    else if (words.take("except")) selection.except = node_of(words.word("a node"));
    else if (words.peek().starts_with('m')) selection.ids.push_back(number_of(words.word("a message").substr(1), "a message such as m1"));
    else fail("expected messages (m1 ...), all, from, to or except, found '" + std::string(words.peek()) + "'");
  }
  return selection;
}

class Story {
 public:
  /// Runs a command; what it did is in `taken_lines` of the cluster.
  void run(std::string_view line) {
    Words words(words_of(line));
    const std::string_view command = words.word("a command");
    if (command == "cluster" || command == "managed") return build(words, command == "managed");
    if (!cluster_) fail("expected 'cluster PROTOCOL' first");
    if (command == "request") request(words);
    else if (command == "beats") beats(words);
    else if (command == "leave") ask(words, false);
    else if (command == "join") ask(words, true);
    else if (command == "deliver") deliver(words, true);
    else if (command == "drop") drop(words);
    else if (command == "duplicate") deliver(words, false);
    else if (command == "fire") fire(words);
    else if (command == "pass") cluster_->pass(time_of(words.word("a time")));
    else if (command == "crash") cluster_->crash(known(words));
    else if (command == "restart") cluster_->restart(known(words));
    else if (command == "flush") cluster_->flush(known(words));
    else if (command == "view") view(words);
    else if (command == "lease") lease(words);
    else if (command == "garble") garble(words);
    else if (command == "state") state(words);
    else if (command == "hide") while (!words.empty()) cluster_->hide(show_of(words.word("what")));
    else if (command == "show") while (!words.empty()) cluster_->show(show_of(words.word("what")));
    else fail("no command '" + std::string(command) + "'");
    if (!words.empty()) fail("'" + std::string(words.peek()) + "' is too much");
  }

  [[nodiscard]] std::vector<std::string> taken_lines() { return cluster_ ? cluster_->taken_lines() : std::vector<std::string>(); }

 private:
  Node known(Words& words) const {
    const Node node = node_of(words.word("a node"));
    if (index(node) >= cluster_->size()) fail("there is no such node");
    return node;
  }
  Node running(Words& words) const {
    const Node node = known(words);
    if (cluster_->node(node) == nullptr) fail("the node is down");
    return node;
  }

  void build(Words& words, bool managed) {
    const std::string_view id = words.word("a protocol");
    const Entry* entry = protocol_named(id);
    if (entry == nullptr) fail("no protocol '" + std::string(id) + "'");
    if (managed && !entry->managed) fail(std::string(id) + " has no manager");
    NodeSet spares;
    const Options options = options_of(words, managed ? &spares : nullptr);
    cluster_.emplace(*entry, options, managed, spares);
    if (managed) {
      (void)cluster_->taken_lines();
      for (const auto what : {Cluster::Show::timers, Cluster::Show::persists, Cluster::Show::sends, Cluster::Show::lines}) cluster_->hide(what);
    }
    reads_ = entry->reads.front();
  }

  void beats(Words& words) {
    const auto count = number_of(words.word("how many"));
    NodeSet cut_off;
    if (words.take("cut")) while (!words.empty()) cut_off.insert(known(words));
    for (std::uint64_t i = 0; i < count; ++i) cluster_->beat(cut_off);
  }
  void ask(Words& words, bool member) {
    while (!words.empty()) cluster_->ask(known(words), member);
  }

  void request(Words& words) {
    const Node node = known(words);
    ClientRequest request{.token = token_of(words.word("a token")), .command = {}, .reads = reads_, .context = {}};
    request.context = cluster_->context(request.token.session);
    const std::string_view operation = words.word("read, write or cas");
    request.command.key = number_of<Key>(words.word("a key"), "a key");
    if (operation == "write") request.command.operation = Operation::write;
    else if (operation == "cas") request.command.operation = Operation::cas;
    else if (operation != "read") fail("expected read, write or cas, found '" + std::string(operation) + "'");
    if (operation == "cas") request.command.expected = value_of(words.word("what is expected"));
    if (operation != "read") request.command.value = value_of(words.word("a value"));
    while (!words.empty()) {
      if (const auto reads = words.named("reads")) {
        const auto policy = reads_named(*reads);
        if (!policy) fail("no read policy '" + std::string(*reads) + "'");
        request.reads = *policy;
      } else if (words.take("context=none")) request.context.clear();
      else fail("expected reads=POLICY or context=none");
    }
    cluster_->request(node, request);
  }

  Message taken(std::size_t position, bool out) {
    auto& messages = cluster_->under_way();
    Message message = messages[position];
    if (out) messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(position));
    return message;
  }
  std::size_t position_of(std::size_t id) const {
    const auto& messages = cluster_->under_way();
    for (std::size_t i = 0; i < messages.size(); ++i) {
      if (messages[i].id == id) return i;
    }
    fail("m" + std::to_string(id) + " is not under way");
  }
  /// Ids of the messages that are meant and are under way now.
  std::vector<std::size_t> meant(const Selection& selection) const {
    if (!selection.ids.empty()) return selection.ids;
    std::vector<std::size_t> ids;
    for (const Message& message : cluster_->under_way()) {
      if (selection.matches(message)) ids.push_back(message.id);
    }
    return ids;
  }

  void deliver(Words& words, bool out) {
    const Selection selection = selection_of(words);
    std::vector<std::size_t> ids = meant(selection);
    if (ids.empty()) fail("no such message is under way");
    for (std::size_t rounds = 0; !ids.empty(); ++rounds) {
      if (rounds == 1000) fail("still messages under way after 1000 rounds");
      for (const std::size_t id : ids) cluster_->deliver(taken(position_of(id), out));
      ids = selection.all && out ? meant(selection) : std::vector<std::size_t>();
    }
  }
  void drop(Words& words) {
    const std::vector<std::size_t> ids = meant(selection_of(words));
    if (ids.empty()) fail("no such message is under way");
    for (const std::size_t id : ids) (void)taken(position_of(id), true);
  }

  void fire(Words& words) {
    const Node node = running(words);
    const Timer timer{number_of(words.word("a timer"), "a timer")};
    if (!cluster_->due(node, timer)) fail("the timer does not run");
    cluster_->fire(node, timer);
  }

  void view(Words& words) {
    View view;
    view.number = number_of(words.word("a view"), "a view");
    view.primary = node_of(words.named("primary").value_or(""));
    std::string_view members = words.named("members").value_or("");
    while (!members.empty()) {
      const std::size_t comma = std::min(members.find(','), members.size());
      view.members.insert(node_of(members.substr(0, comma)));
      members.remove_prefix(std::min(comma + 1, members.size()));
    }
    if (!words.take("at")) fail("expected 'at' and the nodes where the view is installed");
    while (!words.empty()) cluster_->step(running(words), ViewChanged{view});
  }
  void lease(Words& words) {
    const Node node = running(words);
    const std::uint64_t view = number_of(words.named("view").value_or(""), "view=NUMBER");
    cluster_->step(node, LeaseGranted{view, time_of(words.named("until").value_or(""))});
  }
  void garble(Words& words) {
    const Node node = running(words);
    if (!words.take("from")) fail("expected 'from' and a node");
    const Node from = known(words);
    const std::string bytes = bytes_of(words.word("bytes"));
    cluster_->step(node, Received{from, bytes});
  }
  void state(Words& words) {
    const auto tell = [&](Node node) {
      const Protocol* protocol = cluster_->node(node);
      cluster_->say('n' + std::to_string(index(node)) + ": " + (protocol ? protocol->state() : "down"));
    };
    if (words.empty()) for (std::size_t i = 0; i < cluster_->size(); ++i) tell(node_at(i));
    while (!words.empty()) tell(known(words));
  }

  std::optional<Cluster> cluster_;
  Reads reads_ = Reads::primary;
};

}  // namespace

std::string replayed(std::string_view text) {
  std::string out;
  Story story;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.starts_with(' ')) continue;  // recorded before
    (out += line) += '\n';
    if (line.empty() || line.starts_with('#')) continue;
    try {
      story.run(line);
    } catch (const std::invalid_argument& wrong) {
      throw std::invalid_argument("line " + std::to_string(number) + ": " + wrong.what());
    }
    for (const std::string& did : story.taken_lines()) ((out += "    ") += did) += '\n';
  }
  return out;
}

}  // namespace clio::store::transcript
