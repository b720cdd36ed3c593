#pragma once

#include <string>
#include <vector>

#include "checker/history/history.hpp"
#include "checker/models/catalogue.hpp"

namespace clio::test {

/// Decides the rows over transactions by trying every set of effective transactions, every source and every order: "Transactions" of docs/semantics.md, word by word, for about five transactions on
/// registers, sets and lists whose elements were appended once.
class TransactionReference {
 public:
  explicit TransactionReference(const History& history);
  [[nodiscard]] bool satisfies(const Model& model) const;

 private:
  struct Event {
    std::string place;
    bool reads = false, other = false, writes = false, list = false;
    std::string wanted, initial, value;   // a list read wants `elements`
    std::vector<std::string> elements = {};
    std::size_t operation = 0;
  };
  struct Transaction {
    bool ok;
    std::size_t process, position;
    Time call, response;
    std::vector<Event> events;
  };
  struct Read {
    std::size_t by, at;  // transaction, and the operation within it
    std::string place;
    std::vector<int> sources;  // -1: the initial value
  };
  struct Choice {
    std::vector<bool> effective;
    std::vector<int> source;  // by read; -2: nobody reads
  };
  using Order = std::vector<int>;  // position by transaction

  [[nodiscard]] bool writes(std::size_t t, const std::string& place) const;
  [[nodiscard]] std::string final_value(std::size_t t, const std::string& place) const;
  void find_reads();
  void list_read(std::size_t t, std::size_t at, std::size_t operation, const Event& event);
  [[nodiscard]] bool so(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool rt(std::size_t a, std::size_t b) const;
  [[nodiscard]] bool wr(const Choice& choice, std::size_t a, std::size_t b) const;
  [[nodiscard]] bool sees(const Model& model, const Choice& choice, const Order& arb, std::size_t other, const Read& read) const;
  [[nodiscard]] bool sources_hold(const Model& model, Choice& choice, std::size_t next) const;
  [[nodiscard]] bool order_exists(const Model& model, const Choice& choice, const std::vector<std::size_t>& ordered, int process) const;
  [[nodiscard]] bool allowed(const Model& model, const Choice& choice, const std::vector<std::size_t>& ordered, const Order& arb, int process) const;

  const History& history_;
  Time uncertainty_;
  std::vector<Transaction> transactions_;
  std::vector<Read> reads_;
  std::vector<std::pair<std::string, std::vector<std::string>>> longest_;  // by place
  bool wrong_ = false;                                                     // some read violates every row
};

}  // namespace clio::test
