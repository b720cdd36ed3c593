// Distributions in bounded memory, and how a gate's result counts.
//
// A distribution has a bucket for each value below 16 and, from there on, sixteen for each power of two: a bucket's width is at most a
// sixteenth of its values, which is finer than any tolerance that one would compare percentiles with; at most 960 buckets, however many
// values. (The idea is that of Tene's HdrHistogram.)
//
// Tested by tests/gate/result_test.cpp.

#include "src/gate/result.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "src/gate/checks.hpp"

namespace clio::gate {
namespace {

constexpr std::uint64_t kSteps = 16;  // for each power of two
constexpr std::size_t kStepBits = 4;

std::size_t bucket_of(std::int64_t value) {
  const auto magnitude = static_cast<std::uint64_t>(std::max<std::int64_t>(value, 0));
  if (magnitude < kSteps) return static_cast<std::size_t>(magnitude);
  const auto power = static_cast<std::size_t>(std::bit_width(magnitude)) - 1 - kStepBits;  // magnitude >> power is from 16 to 31
  return kSteps * power + static_cast<std::size_t>(magnitude >> power);
}

/// The greatest value of a bucket.
std::int64_t upper_end(std::size_t bucket) {
  if (bucket < 2 * kSteps) return static_cast<std::int64_t>(bucket);
  const std::size_t power = bucket / kSteps - 1;
  const std::uint64_t step = bucket - kSteps * power;
  return static_cast<std::int64_t>(((step + 1) << power) - 1);
}

}  // namespace

void Distribution::add(std::int64_t value, std::uint64_t times) {
  if (times == 0) return;
  const std::size_t bucket = bucket_of(value);
  if (buckets_.size() <= bucket) buckets_.resize(bucket + 1);
  buckets_[bucket] += times;
  count_ += times;
}

void Distribution::add(const Distribution& other) {
  if (buckets_.size() < other.buckets_.size()) buckets_.resize(other.buckets_.size());
  for (std::size_t i = 0; i < other.buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
}

std::int64_t Distribution::percentile(double share) const {
  if (count_ == 0) return 0;
  constexpr double kExact = 1 - 1e-12;  // 0.07 * 100 is a little more than 7 and means 7
  const double wanted = std::ceil(std::clamp(share, 0.0, 1.0) * static_cast<double>(count_) * kExact);
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (buckets_[i] > 0 && static_cast<double>(seen) >= wanted) return upper_end(i);
  }
  return upper_end(buckets_.size() - 1);
}

std::vector<std::pair<std::int64_t, std::uint64_t>> Distribution::buckets() const {
  std::vector<std::pair<std::int64_t, std::uint64_t>> all;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    if (buckets_[i] > 0) all.emplace_back(upper_end(i), buckets_[i]);
  }
  return all;
}

Outcome outcome_of(const GateResult& result) {
  if (result.cases.empty()) return Outcome::unusable;
  Outcome outcome = result.interrupted ? Outcome::undecided : Outcome::holds;
  if (!result.weakenings.empty()) outcome = worse(outcome, Outcome::violated);
  for (const CaseResult& one : result.cases) outcome = worse(outcome, outcome_of(one));
  return outcome;
}

}  // namespace clio::gate
