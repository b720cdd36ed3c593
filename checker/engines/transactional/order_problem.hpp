#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checker/engines/transactional/transactions.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::transactional {

/// Something that has a place in the order: where a transaction reads, where it writes (the same point, where the row lets nothing come between), or an instant of real time.
using Point = std::uint32_t;
inline constexpr std::uint32_t kNothing = 0xffffffffu;

/// Why one point comes before another.
enum class Because : std::uint8_t {
  inside,     ///< a transaction reads before it writes
  session,    ///< so
  time,       ///< rt, or two instants
  reads,      ///< wr: `detail` is the read
  version,    ///< a list that was read shows this order of appenders: `detail` is the place
  seen,       ///< ww: `to` was read by `detail`, and before that read there is `from`, another write of the place
  signed_ww,  ///< ww: of two writers of the place `detail`, where the row keeps them apart, `from` had begun when `to` wrote
  signed_rw,  ///< rw: `from` makes the read `detail`, whose source comes before `to`
  chosen,     ///< a choice: of two writers of the place `detail`, the first one (not part of what is known)
  chosen_rw,  ///< `from` makes the read `detail`, `to` overwrites its source as chosen (likewise)
};

struct OrderEdge {
  Point from = 0, to = 0;
  std::uint32_t detail = kNothing;
  Because because = Because::inside;
};

/// A row that judges orders, for some transactions, as a question about points: is there an order of them in which every read returns the last write?
///
/// Reads and writes are numbered as they stand in `transactions`. Cost: O(n); with real time, or without session order, O(n log n). Memory: about 32 bytes a read and a write, 40 bytes a point.
/// Lifetime: borrows `transactions`.
class OrderProblem {
 public:
  OrderProblem(const Transactions& transactions, const Model& model);
  /// About how many bytes it takes, its edges included.
  [[nodiscard]] static std::size_t bytes(const Transactions& transactions, const Model& model);

  [[nodiscard]] const Transactions& transactions() const { return *transactions_; }
  [[nodiscard]] std::size_t size() const { return transactions_->size(); }
  [[nodiscard]] bool split() const { return split_; }          ///< a transaction reads at one point and writes at a later one
  [[nodiscard]] bool exclusive() const { return exclusive_; }  ///< and nobody else writes what it writes between them
  [[nodiscard]] bool in_sessions() const { return sessions_; }
  [[nodiscard]] bool in_time() const { return timed_; }

  // Points.
  [[nodiscard]] std::size_t point_count() const { return points_; }
  [[nodiscard]] std::size_t first_instant() const { return split_ ? 2 * size() : size(); }
  [[nodiscard]] Point read_point(Node node) const { return split_ ? 2 * node : node; }
  [[nodiscard]] Point write_point(Node node) const { return split_ ? 2 * node + 1 : node; }
  /// From where on no other writer of its places may write: the point that a writer before it must come before.
  [[nodiscard]] Point guarded_point(Node node) const { return exclusive_ ? 2 * node : write_point(node); }
  /// Precondition: no instant.
  [[nodiscard]] Node node_of(Point point) const { return split_ ? point / 2 : point; }
  /// What holds in every order by the row's base and the versions of lists.
  [[nodiscard]] const std::vector<OrderEdge>& edges() const { return edges_; }

  // Chains: points that the edges put into a row.
  [[nodiscard]] std::uint32_t chain_count() const { return chains_; }
  [[nodiscard]] std::uint32_t chain_of(Point point) const { return chain_[point]; }  ///< kNothing: in none
  [[nodiscard]] std::uint32_t position(Point point) const { return position_[point]; }  ///< from 1 on; 0: in none

  // Reads.
  [[nodiscard]] std::size_t read_count() const { return reader_.size(); }
  [[nodiscard]] std::uint32_t first_read(Node node) const { return reads_begin_[node]; }
  [[nodiscard]] std::uint32_t end_read(Node node) const { return reads_begin_[node + 1]; }
  [[nodiscard]] Node reader(std::uint32_t read) const { return reader_[read]; }
  [[nodiscard]] const Transactions::Read& read(std::uint32_t read) const { return transactions_->reads(reader_[read])[read - reads_begin_[reader_[read]]]; }
  [[nodiscard]] OpId read_op(std::uint32_t read) const { return transactions_->read_op(reader_[read], read - reads_begin_[reader_[read]]); }
  /// The write that a read returned; kNothing: the initial value, or undecided.
  [[nodiscard]] std::uint32_t source(std::uint32_t read) const { return source_[read]; }

  // Writes.
  [[nodiscard]] std::size_t write_count() const { return writer_.size(); }
  [[nodiscard]] std::uint32_t first_write(Node node) const { return writes_begin_[node]; }
  [[nodiscard]] std::uint32_t end_write(Node node) const { return writes_begin_[node + 1]; }
  [[nodiscard]] Node writer(std::uint32_t write) const { return writer_[write]; }
  [[nodiscard]] Place place(std::uint32_t write) const { return transactions_->writes(writer_[write])[write - writes_begin_[writer_[write]]]; }
  /// Precondition: the node writes the place.
  [[nodiscard]] std::uint32_t write_at(Node node, Place place) const;
  [[nodiscard]] std::span<const std::uint32_t> readers(std::uint32_t write) const {  ///< reads
    return {readers_.data() + readers_begin_[write], readers_.data() + readers_begin_[write + 1]};
  }
  /// Reads of a place's initial value.
  [[nodiscard]] std::span<const std::uint32_t> initial_readers(Place place) const {
    return {initial_readers_.data() + initial_begin_[place], initial_readers_.data() + initial_begin_[place + 1]};
  }

  // Places.
  [[nodiscard]] std::size_t place_count() const { return transactions_->place_count(); }
  /// Whether lists that were read tell that the first write comes before the second, of the same place.
  [[nodiscard]] bool version_before(std::uint32_t a, std::uint32_t b) const { return !version_rank_.empty() && version_rank_[a] < version_rank_[b]; }
  [[nodiscard]] bool session_before(Node a, Node b) const;

 private:
  void number();
  void order_sessions();
  void order_time();
  void order_versions();
  void chain_sessions();
  void chain_paths();
  void count_instants();

  const Transactions* transactions_;
  bool split_, exclusive_, sessions_, timed_;
  std::size_t points_ = 0;
  std::uint32_t chains_ = 0;
  std::vector<Time> instants_;  // the different calls, ascending
  std::vector<OrderEdge> edges_;
  std::vector<std::uint32_t> chain_, position_;
  std::vector<std::uint32_t> reads_begin_, writes_begin_, source_, readers_begin_, readers_, initial_begin_, initial_readers_;
  std::vector<Node> reader_, writer_;
  std::vector<std::uint32_t> version_rank_;  // by write; empty where no place has versions
};

/// Edges by where they start, and where they end: indices into the edges given.
struct Adjacency {
  std::vector<std::uint32_t> begin, edge;

  static Adjacency out(std::size_t points, std::span<const OrderEdge> edges);
  [[nodiscard]] std::span<const std::uint32_t> of(Point point) const { return {edge.data() + begin[point], edge.data() + begin[point + 1]}; }
};

/// An order of the points in which every edge goes forward, the lowest rank first of what may come next; shorter than the points where there is a cycle. O((points + edges) log points).
[[nodiscard]] std::vector<Point> ranked_order(std::size_t points, std::span<const OrderEdge> edges, std::span<const std::uint32_t> rank);

}  // namespace clio::transactional
