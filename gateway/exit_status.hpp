#pragma once

#include <stdexcept>
#include <string>

namespace gateway {

// How the process ends, in the codes of sysexits.h, so that whoever watches over it can tell what
// starting it again may mend. docs/operations.md and `--help` say the same to people.
enum class exit_status : int {
    ok = 0,
    answer_is_no = 1,  // of a command that was asked something: not believed, not mapped, not taken
    usage = 64,        // EX_USAGE: the command line
    no_input = 66,     // EX_NOINPUT: a file, a connection or a receipt that is not there
    unavailable = 69,  // EX_UNAVAILABLE: a port that cannot be had, a host that cannot be reached
    internal = 70,     // EX_SOFTWARE: a mistake of ours
    inbox_unusable = 73,  // EX_CANTCREAT: it could not be opened or made
    inbox_failed = 74,    // EX_IOERR: while the gateway ran
    configuration = 78,   // EX_CONFIG
};

// What is around it keeps the program from doing what it was told. `what` says to an operator what
// is missing and how to mend it.
struct cannot_start : std::runtime_error {
    cannot_start(exit_status how, const std::string& what)
        : std::runtime_error(what), status(how) {}
    exit_status status;
};

}  // namespace gateway
