#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace testing {

// Requests that two programs could read in two ways, or that no client of ours sends. Each would be
// followed by a second request on the same connection.
struct malformed_head {
    std::string_view what;
    std::string head;
};

inline std::vector<malformed_head> malformed_heads() {
    const std::string post = "POST /first HTTP/1.1\r\nHost: a\r\n";
    const std::string old_post = "POST /first HTTP/1.0\r\n";
    const std::string host = "Host: a\r\n\r\n";
    const std::string nul(1, '\0');
    return {
        {"length, then coding", post + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"coding, then length", post + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n"},
        {"length 0 with coding", post + "Content-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"another coding", post + "Transfer-Encoding: gzip\r\n\r\n"},
        {"identity", post + "Transfer-Encoding: identity\r\n\r\n"},
        {"two codings in a list", post + "Transfer-Encoding: gzip, chunked\r\n\r\n"},
        {"chunked twice in a list", post + "Transfer-Encoding: chunked, chunked\r\n\r\n"},
        {"chunked twice",
         post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n"},
        {"chunked, then identity",
         post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n"},
        {"coding with a parameter", post + "Transfer-Encoding: chunked;q=1\r\n\r\n"},
        {"quoted coding", post + "Transfer-Encoding: \"chunked\"\r\n\r\n"},
        {"almost chunked", post + "Transfer-Encoding: xchunked\r\n\r\n"},
        {"empty coding", post + "Transfer-Encoding:\r\n\r\n"},
        {"coding with a vertical tab", post + "Transfer-Encoding: \x0b"
                                              "chunked\r\n\r\n"},
        {"coding in HTTP/1.0", old_post + "Transfer-Encoding: chunked\r\n\r\n"},
        {"length twice, equal", post + "Content-Length: 4\r\nContent-Length: 4\r\n\r\n"},
        {"length twice, different", post + "Content-Length: 4\r\nContent-Length: 5\r\n\r\n"},
        {"length as a list", post + "Content-Length: 4, 4\r\n\r\n"},
        {"length with a plus", post + "Content-Length: +4\r\n\r\n"},
        {"length with a minus", post + "Content-Length: -4\r\n\r\n"},
        {"length in hexadecimal", post + "Content-Length: 0x4\r\n\r\n"},
        {"length with a space inside", post + "Content-Length: 4 4\r\n\r\n"},
        {"length with a fraction", post + "Content-Length: 4.0\r\n\r\n"},
        {"empty length", post + "Content-Length: \r\n\r\n"},
        {"length beyond 64 bits", post + "Content-Length: 18446744073709551620\r\n\r\n"},
        {"no host", "GET /first HTTP/1.1\r\n\r\n"},
        {"no fields but another", "GET /first HTTP/1.1\r\nAccept: a\r\n\r\n"},
        {"host twice", "GET /first HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
        {"host twice in HTTP/1.0", "GET /first HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n"},
        {"empty host", "GET /first HTTP/1.1\r\nHost: \r\n\r\n"},
        {"host as a list", "GET /first HTTP/1.1\r\nHost: a, b\r\n\r\n"},
        {"host with a path", "GET /first HTTP/1.1\r\nHost: a/b\r\n\r\n"},
        {"host with a user", "GET /first HTTP/1.1\r\nHost: a@b\r\n\r\n"},
        {"folded with a space", post + "X-Long: a\r\n b\r\n\r\n"},
        {"folded with a tab", post + "X-Long: a\r\n\tb\r\n\r\n"},
        {"folded coding", post + "Transfer-Encoding:\r\n chunked\r\n\r\n"},
        {"fold before the first field", "GET /first HTTP/1.1\r\n Host: a\r\n\r\n"},
        {"space before the colon", post + "Content-Length : 4\r\n\r\n"},
        {"tab before the colon", post + "Transfer-Encoding\t: chunked\r\n\r\n"},
        {"space in a name", post + "X Y: a\r\n\r\n"},
        {"empty name", post + ": a\r\n\r\n"},
        {"no colon", post + "X-Nothing\r\n\r\n"},
        {"letters beyond ASCII in a name", post + "X-\xc3\xa9: a\r\n\r\n"},
        {"NUL in a value", post + "X-A: a" + nul + "b\r\n\r\n"},
        {"NUL in a name", post + "X" + nul + "A: b\r\n\r\n"},
        {"NUL in the target", "GET /first" + nul + " HTTP/1.1\r\n" + host},
        {"escape in a value", post + "X-A: \x1b[1m\r\n\r\n"},
        {"delete in a value", post + "X-A: \x7f\r\n\r\n"},
        {"bare CR in a value", post + "X-A: a\rContent-Length: 4\r\n\r\n"},
        {"bare CR before CR LF", post + "X-A: a\r\r\n\r\n"},
        {"bare LF after the request line", "GET /first HTTP/1.1\nHost: a\r\n\r\n"},
        {"bare LF after a field", "GET /first HTTP/1.1\r\nHost: a\n\r\n"},
        {"bare LF in a value", post + "X-A: a\nContent-Length: 4\r\n\r\n"},
        {"only bare LF", "GET /first HTTP/1.1\nHost: a\n\n"},
        {"bare LF for the empty line", "GET /first HTTP/1.1\r\nHost: a\r\n\n"},
        {"absolute form", "GET http://a/first HTTP/1.1\r\n" + host},
        {"authority form", "CONNECT a:443 HTTP/1.1\r\n" + host},
        {"asterisk form", "OPTIONS * HTTP/1.1\r\n" + host},
        {"no target", "GET HTTP/1.1\r\n" + host},
        {"empty target", "GET  HTTP/1.1\r\n" + host},
        {"relative target", "GET first HTTP/1.1\r\n" + host},
        {"two spaces before the version", "GET /first  HTTP/1.1\r\n" + host},
        {"a space in the target", "GET /fi rst HTTP/1.1\r\n" + host},
        {"letters beyond ASCII in the target", "GET /f\xc3\xa9 HTTP/1.1\r\n" + host},
        {"tab instead of space", "GET\t/first\tHTTP/1.1\r\n" + host},
        {"space before the method", " GET /first HTTP/1.1\r\n" + host},
        {"method is no token", "G(T /first HTTP/1.1\r\n" + host},
        {"no version", "GET /first\r\n" + host},
        {"HTTP/0.9", "GET /first HTTP/0.9\r\n" + host},
        {"HTTP/1.2", "GET /first HTTP/1.2\r\n" + host},
        {"HTTP/1.10", "GET /first HTTP/1.10\r\n" + host},
        {"HTTP/2.0", "GET /first HTTP/2.0\r\n" + host},
        {"the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
        {"http/1.1 in small letters", "GET /first http/1.1\r\n" + host},
        {"space after the version", "GET /first HTTP/1.1 \r\n" + host},
        {"two empty lines first", "\r\n\r\nGET /first HTTP/1.1\r\n" + host},
        {"bytes of a TLS handshake", "\x16\x03\x01\x02" + nul + "\x01" + nul},
    };
}

}  // namespace testing
