#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace clio::linearizable {

/// No sequence of choices is longer.
inline constexpr std::uint32_t kNoLonger = ~0u;

/// The configurations that a search comes by at one layer, each once, by the number of choices that lead there; and which of the results are asked for: all, or only the
/// next portion, the shortest of those that take at least so many choices.
///
///     closure.begin({.from = length, .all = false}, out);
///     closure.result(next);                              // what passes the layer without any choice
///     while (closure.lengthen()) for (...at(i)...) // closure.add(next), closure.result(next)
///     return closure.next_length();
template <class Config>
class Closure {
 public:
  struct Portion {
    std::uint32_t from = 0;
    bool all = true;
  };

  /// Nothing is reached yet. Results go to `out`.
  void begin(Portion portion, std::vector<Config>& out) {
    reached_.clear();
    slots_.clear();
    portion_ = portion;
    out_ = &out;
    out_before_ = out.size();
    first_ = end_ = 0;
    length_ = 0;
  }
  /// Adds what was reached, if it is new. System: has hash() and same().
  template <class System>
  bool add(const System& system, const Config& config) {
    if (reached_.size() <= kSearched) {
      for (const Config& known : reached_) {
        if (system.same(known, config)) return false;
      }
      reached_.push_back(config);
      return true;
    }
    const auto place = [&](const Config& c) {
      std::size_t i = (system.hash(c) >> 7) & (slots_.size() - 1);
      while (slots_[i] != 0 && !system.same(reached_[slots_[i] - 1], c)) i = (i + 1) & (slots_.size() - 1);
      return i;
    };
    if (slots_.size() < 2 * (reached_.size() + 1)) {
      slots_.assign(std::max<std::size_t>(64, 2 * slots_.size()), 0);
      for (std::size_t entry = 0; entry < reached_.size(); ++entry) slots_[place(reached_[entry])] = static_cast<std::uint32_t>(entry + 1);
    }
    const std::size_t i = place(config);
    if (slots_[i] != 0) return false;
    reached_.push_back(config);
    slots_[i] = static_cast<std::uint32_t>(reached_.size());
    return true;
  }
  /// What passes the layer by as many choices as are looked at now.
  void result(const Config& config) {
    if (length_ >= portion_.from) out_->push_back(config);
  }
  /// On to the sequences that are one choice longer; false if there are none, or if the portion is there.
  bool lengthen() {
    if (!portion_.all && out_->size() > out_before_) return false;
    first_ = end_;
    end_ = reached_.size();
    ++length_;
    return first_ < end_;
  }
  /// The reached configurations first() .. end()-1 are to be continued by one choice.
  [[nodiscard]] std::size_t first() const { return first_; }
  [[nodiscard]] std::size_t end() const { return end_; }
  [[nodiscard]] const Config& at(std::size_t i) const { return reached_[i]; }
  [[nodiscard]] std::uint32_t next_length() const { return end_ < reached_.size() ? length_ + 1 : kNoLonger; }
  /// What it holds, with the results of the portion under way.
  [[nodiscard]] std::size_t bytes() const {
    const std::size_t results = out_ == nullptr || out_->size() < out_before_ ? 0 : out_->size() - out_before_;
    return (reached_.capacity() + results) * sizeof(Config) + slots_.capacity() * sizeof(std::uint32_t);
  }

 private:
  static constexpr std::size_t kSearched = 16;  // up to here looking through is faster than hashing

  std::vector<Config> reached_;
  std::vector<std::uint32_t> slots_;  // into reached_, + 1
  Portion portion_;
  std::vector<Config>* out_ = nullptr;
  std::size_t out_before_ = 0, first_ = 0, end_ = 0;
  std::uint32_t length_ = 0;
};

}  // namespace clio::linearizable
