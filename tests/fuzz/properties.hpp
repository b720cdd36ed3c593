#pragma once

#include <string_view>

namespace clio::fuzz {

/// What has to hold of any input, however broken. Each reads it and stops the program with a message where a property does not hold.
/// Of every reader: an input gives a history or errors that have words and a line of the input; asking for one error gives one; and what was read
/// can be written and read again without a difference, in the native format and, where that holds it, in the reader's own.

/// Also: what the fast reader of a line takes, the careful one takes with the same rows.
void check_native(std::string_view input);
/// Also: behind right checksums.
void check_columnar(std::string_view input);
void check_lecture(std::string_view input);
void check_jepsen_log(std::string_view input);
void check_recording(std::string_view input);
void check_plume(std::string_view input);
void check_awdit(std::string_view input);
void check_dbcop_json(std::string_view input);
void check_dbcop_text(std::string_view input);
void check_dbcop_bincode(std::string_view input);
/// Of these two also: a folder with the input as two of its files.
void check_cobra(std::string_view input);
void check_viper(std::string_view input);
void check_timekiller(std::string_view input);
void check_limo(std::string_view input);
void check_axe(std::string_view input);
void check_fastlin(std::string_view input);
void check_fptlin(std::string_view input);
void check_csv(std::string_view input);
void check_jepsen_edn(std::string_view input);
void check_jepsen_json(std::string_view input);
void check_maelstrom(std::string_view input);
void check_porcupine_kv(std::string_view input);
/// Whatever format the input is recognised as.
void check_any(std::string_view input);

}  // namespace clio::fuzz
