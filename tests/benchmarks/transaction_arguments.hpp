#pragma once

#include <span>
#include <string>
#include <string_view>

#include "checker/support/result.hpp"
#include "tests/benchmarks/transactions.hpp"

namespace clio::bench {

enum class TransactionText { plume, native };

/// What clio-generate was asked for where it was asked for transactions.
struct TransactionArguments {
  TransactionSettings settings;
  std::string store = "serializable";  ///< as it was named
  std::string plant;                   ///< likewise; empty without one
  TransactionText text = TransactionText::native;
  std::string output;
};

[[nodiscard]] std::string_view transaction_usage();

/// Whether the words of a command line ask for transactions.
[[nodiscard]] bool asks_for_transactions(std::span<const std::string> words);

/// The error says what is wrong with one of the words.
[[nodiscard]] Result<TransactionArguments, std::string> transaction_arguments_of(std::span<const std::string> words);

}  // namespace clio::bench
