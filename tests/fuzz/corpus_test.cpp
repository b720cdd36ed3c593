// The fuzzers' seeds, and every malformed file of the adapters' tests, put to the properties that the fuzzers check: so that they hold in every build.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "tests/fuzz/properties.hpp"

namespace clio::fuzz {
namespace {

namespace fs = std::filesystem;

struct Seeds {
  const char* folder;  // below tests/
  void (*property)(std::string_view);
};

std::ostream& operator<<(std::ostream& out, const Seeds& seeds) { return out << seeds.folder; }

std::vector<fs::path> files_in(const char* folder) {
  std::vector<fs::path> files;
  for (const auto& file : fs::directory_iterator(fs::path(CLIO_SOURCE_DIR) / "tests" / folder)) {
    if (file.is_regular_file()) files.push_back(file.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const fs::path& file) {
  std::ostringstream text;
  text << std::ifstream(file, std::ios::binary).rdbuf();
  return text.str();
}

class Corpus : public testing::TestWithParam<Seeds> {};

TEST_P(Corpus, HoldsThePropertiesOfItsReader) {
  const std::vector<fs::path> files = files_in(GetParam().folder);
  ASSERT_FALSE(files.empty());
  for (const fs::path& file : files) {
    SCOPED_TRACE(file.string());
    GetParam().property(text_of(file));
    check_any(text_of(file));
  }
}

/// What a fuzzer would do first, for builds without one: cut every seed off at every byte, and spoil every byte in turn.
TEST_P(Corpus, HoldsThemCutOffOrSpoiltAtEveryByte) {
  for (const fs::path& file : files_in(GetParam().folder)) {
    const std::string text = text_of(file).substr(0, 300);
    for (std::size_t i = 0; i < text.size(); ++i) {
      GetParam().property(text.substr(0, i));
      for (const char c : {'\0', '"', '\n', '\x80', '}'}) {
        std::string spoilt = text;
        spoilt[i] = c;
        GetParam().property(spoilt);
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Readers, Corpus,
                         testing::Values(Seeds{"fuzz/corpus/native", check_native}, Seeds{"adapters/malformed/native", check_native},
                                         Seeds{"fuzz/corpus/columnar", check_columnar}, Seeds{"adapters/malformed/columnar", check_columnar},
                                         Seeds{"fuzz/corpus/lecture", check_lecture}, Seeds{"adapters/malformed/lecture", check_lecture},
                                         Seeds{"fuzz/corpus/jepsen_log", check_jepsen_log}, Seeds{"adapters/malformed/jepsen-log", check_jepsen_log},
                                         Seeds{"fuzz/corpus/recording", check_recording}, Seeds{"adapters/malformed/recording", check_recording},
                                         Seeds{"fuzz/corpus/plume", check_plume}, Seeds{"adapters/malformed/plume", check_plume},
                                         Seeds{"fuzz/corpus/awdit", check_awdit}, Seeds{"adapters/malformed/awdit", check_awdit},
                                         Seeds{"fuzz/corpus/dbcop_json", check_dbcop_json}, Seeds{"adapters/malformed/dbcop-json", check_dbcop_json},
                                         Seeds{"fuzz/corpus/dbcop_text", check_dbcop_text}, Seeds{"adapters/malformed/dbcop-text", check_dbcop_text},
                                         Seeds{"fuzz/corpus/dbcop_bincode", check_dbcop_bincode}, Seeds{"adapters/malformed/dbcop-bincode", check_dbcop_bincode},
                                         Seeds{"fuzz/corpus/cobra", check_cobra}, Seeds{"adapters/malformed/cobra", check_cobra},
                                         Seeds{"fuzz/corpus/viper", check_viper}, Seeds{"adapters/malformed/viper", check_viper},
                                         Seeds{"fuzz/corpus/timekiller", check_timekiller}, Seeds{"adapters/malformed/timekiller", check_timekiller},
                                         Seeds{"fuzz/corpus/limo", check_limo}, Seeds{"adapters/malformed/limo", check_limo},
                                         Seeds{"fuzz/corpus/axe", check_axe}, Seeds{"adapters/malformed/axe", check_axe},
                                         Seeds{"fuzz/corpus/fastlin", check_fastlin}, Seeds{"adapters/malformed/fastlin", check_fastlin},
                                         Seeds{"fuzz/corpus/fptlin", check_fptlin}, Seeds{"adapters/malformed/fptlin", check_fptlin},
                                         Seeds{"fuzz/corpus/csv", check_csv}, Seeds{"adapters/malformed/csv", check_csv},
                                         Seeds{"fuzz/corpus/jepsen_edn", check_jepsen_edn}, Seeds{"adapters/malformed/jepsen-edn", check_jepsen_edn},
                                         Seeds{"fuzz/corpus/jepsen_json", check_jepsen_json}, Seeds{"adapters/malformed/jepsen-json", check_jepsen_json},
                                         Seeds{"fuzz/corpus/maelstrom", check_maelstrom}, Seeds{"adapters/malformed/maelstrom", check_maelstrom},
                                         Seeds{"fuzz/corpus/porcupine_kv", check_porcupine_kv},
                                         Seeds{"adapters/malformed/porcupine-kv", check_porcupine_kv}));

}  // namespace
}  // namespace clio::fuzz
