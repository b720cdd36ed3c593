#include "tests/fuzz/store_properties.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <utility>

#include "src/store/catalogue/catalogue.hpp"
#include "src/store/manager/manager.hpp"
#include "src/store/net/frame.hpp"

namespace clio::fuzz {
namespace {

using namespace store;

void must(bool condition, std::string_view property, std::string_view detail = {}) {
  if (condition) return;
  std::fputs(("does not hold: " + std::string(property) + "\n" + std::string(detail) + "\n").c_str(), stderr);
  std::abort();
}

std::uint8_t take_byte(std::string_view& input) {
  if (input.empty()) return 0;
  const auto byte = static_cast<std::uint8_t>(input.front());
  input.remove_prefix(1);
  return byte;
}

template <class T>
void check_payload(std::string_view payload) {
  const std::optional<T> value = wire::decode<T>(payload);
  if (value) must(wire::encode(*value) == payload, "what is decoded has one spelling");
}

struct Stream {
  std::vector<Frame> frames;
  std::string wrong;
};

Stream read_in_pieces(std::string_view bytes, std::size_t piece) {
  Stream stream;
  FrameReader reader;
  for (std::size_t at = 0; at < bytes.size(); at += piece) {
    reader.feed(bytes.substr(at, piece));
    while (std::optional<Frame> frame = reader.next()) stream.frames.push_back(*std::move(frame));
  }
  stream.wrong = reader.wrong();
  return stream;
}

}  // namespace

void check_frames(std::string_view input) {
  const std::size_t piece = std::size_t{take_byte(input)} + 1;
  const Stream whole = read_in_pieces(input, std::max<std::size_t>(1, input.size())), pieces = read_in_pieces(input, piece);
  must(whole.wrong == pieces.wrong && whole.frames.size() == pieces.frames.size(), "frames do not depend on how the stream is cut", whole.wrong + " / " + pieces.wrong);
  std::string again;
  for (std::size_t i = 0; i < whole.frames.size(); ++i) {
    const Frame& frame = whole.frames[i];
    must(frame.kind == pieces.frames[i].kind && frame.payload == pieces.frames[i].payload, "frames do not depend on how the stream is cut");
    again += store::frame(frame.kind, frame.payload);
    check_payload<Hello>(frame.payload);
    check_payload<ClientRequest>(frame.payload);
    check_payload<Reply>(frame.payload);
  }
  must(input.starts_with(again), "frames are what their bytes say");
}

std::unique_ptr<Protocol> Setup::node(Node self) const {
  return protocol == nullptr || index(self) >= options.nodes ? make_manager(options) : protocol->replica(self, options);
}

const std::vector<Setup>& setups() {
  static const std::vector<Setup> all = [] {
    std::vector<Setup> list;
    const auto add = [&](const char* name, const Entry* protocol, auto change) {
      Setup setup{.name = name, .protocol = protocol, .options = {}};
      setup.options.snapshot_every = 4;
      change(setup.options);
      list.push_back(std::move(setup));
    };
    const auto as_it_is = [](Options&) {};
    for (const Entry* protocol : protocols()) add(std::string(protocol->id).c_str(), protocol, as_it_is);
    const Entry* copies = protocol_named("read-only-replicas");
    add("read-only-replicas, push of operations", copies, [](Options& o) { o.what = What::operation; });
    add("read-only-replicas, push of invalidations", copies, [](Options& o) { o.what = What::invalidation; });
    add("read-only-replicas, pull", copies, [](Options& o) { o.when = When::pull; });
    add("read-only-replicas, poll of operations", copies, [](Options& o) { o.when = When::poll, o.what = What::operation; });
    add("async-primary-backup, semi-synchronous", protocol_named("async-primary-backup"), [](Options& o) { o.wait_for = 1; });
    add("causal, in order of arrival", protocol_named("causal"), [](Options& o) { o.last_writer_wins = false; });
    const Entry* paxos = protocol_named("paxos");
    add("single acceptor", paxos, [](Options& o) { o.approach = Approach::single_acceptor; });
    add("accept first", paxos, [](Options& o) { o.approach = Approach::accept_first; });
    add("accept every", paxos, [](Options& o) { o.approach = Approach::accept_every; });
    add("manager", nullptr, as_it_is);
    return list;
  }();
  return all;
}

bool check_message(Protocol& node, Time now, Node from, std::string_view bytes, Effects& effects) {
  effects.clear();
  const bool message = !node.describe(bytes).empty();
  const std::string before = message ? std::string() : node.state();
  node.step(now, Received{from, bytes}, effects);
  if (message) return true;
  must(node.state() == before, "what is no message changes nothing", before + "\n" + node.state());
  must(effects.list().size() == 1 && std::holds_alternative<Note>(effects.list().front()) && std::get<Note>(effects.list().front()).what == Note::What::rejected,
       "what is no message is noted, and answered by nothing");
  return false;
}

void check_store_messages(std::string_view input) {
  const Setup& setup = setups()[take_byte(input) % setups().size()];
  const Node self = setup.protocol == nullptr ? node_at(setup.options.nodes) : node_at(take_byte(input) % setup.options.nodes);
  const std::unique_ptr<Protocol> node = setup.node(self);
  const Durable empty;
  Effects effects;
  Time now = 1;
  node->step(now, Started{&empty, 1}, effects);
  if (setup.protocol != nullptr) {
    effects.clear();
    node->step(++now, ClientRequest{.token = {session_at(0), 1}, .command = {.operation = Operation::write, .key = 0, .value = 1, .expected = {}}, .reads = setup.protocol->reads.front(), .context = {}}, effects);
  }
  while (!input.empty()) {
    const Node from = node_at(take_byte(input) % setup.nodes());
    const std::size_t size = std::min<std::size_t>(take_byte(input), input.size());
    check_message(*node, ++now, from, input.substr(0, size), effects);
    input.remove_prefix(size);
  }
}

}  // namespace clio::fuzz
