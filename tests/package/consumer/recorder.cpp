// Records a stale read through the installed recorder alone.

#include <clio/recorder.hpp>

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  clio::Recorder recorder(argv[1]);
  auto write = recorder.invoke("client 1", "write", "x", 5);
  recorder.ok(write, clio::Recorder::Replica{"n1", 1});
  auto read = recorder.invoke("client 2", "read", "x");
  recorder.ok(read, nullptr, clio::Recorder::Replica{"n2", 0});
  return 0;
}
