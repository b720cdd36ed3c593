#include "src/gate/config.hpp"

#include <gtest/gtest.h>
