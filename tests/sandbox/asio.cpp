// The code of Asio, for executables that link the sandbox without the gateway. It is not part of
// the sandbox's library: a test that links both must have it once.
#include <boost/asio/impl/src.hpp>
#include <boost/asio/ssl/impl/src.hpp>
