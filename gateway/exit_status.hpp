#pragma once

#include <stdexcept>
#include <string>

namespace gateway {

// How the process ends, in the codes of sysexits.h, so that whoever watches over it can tell what
// starting it again may mend. docs/operations.md and `--help` say the same to people.
enum class exit_status : int {
    ok = 0,
    usage = 64,             // EX_USAGE: the command line
    port_unavailable = 69,  // EX_UNAVAILABLE
    internal = 70,          // EX_SOFTWARE: a mistake of ours
    inbox_unusable = 73,    // EX_CANTCREAT: it could not be opened or made
    inbox_failed = 74,      // EX_IOERR: while the gateway ran
    configuration = 78,     // EX_CONFIG
};

// The environment keeps the gateway from starting. `what` says to an operator what is missing and
// how to mend it.
struct cannot_start : std::runtime_error {
    cannot_start(exit_status how, const std::string& what)
        : std::runtime_error(what), status(how) {}
    exit_status status;
};

}  // namespace gateway
