#include "gateway/http/url.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <charconv>
#include <optional>

#include "mapping/transforms/text.hpp"

namespace gateway::http {
namespace {

using mapping::errc;
using mapping::problems;
using mapping::to_lower;

bool is_loopback(const std::string& host) {
    if (host == "localhost") return true;
    boost::system::error_code not_an_address;
    const auto address = boost::asio::ip::make_address(host, not_an_address);
    return !not_an_address && address.is_loopback();
}

// From its text: Boost 1.81 reads 99999 as another number. Nothing for what is no port.
std::optional<std::uint16_t> port_of(const boost::urls::url_view& parsed) {
    const std::string text(parsed.port());
    unsigned number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool is_whole = failed == std::errc() && end == text.data() + text.size();
    if (!is_whole || number == 0 || number > 65'535) return std::nullopt;
    return static_cast<std::uint16_t>(number);
}

// What the parser accepts as RFC 3986 and we do not.
std::string objection(const boost::urls::url_view& parsed) {
    const auto scheme = parsed.scheme_id();
    if (scheme != boost::urls::scheme::https && scheme != boost::urls::scheme::http)
        return "is not an https URL";
    if (parsed.has_userinfo()) return "must not hold a user or a password";
    if (parsed.has_fragment()) return "must not have a fragment";
    if (parsed.encoded_host_address().empty()) return "has no host";
    if (parsed.encoded_host_address().find('%') != std::string_view::npos)
        return "has an encoded character in its host";
    // Boost 1.81 reads "127.0.0.1.example" as an address and a path; a name that only looks like
    // loopback must not be taken for it.
    const std::string path(parsed.encoded_path());
    if (!path.empty() && !path.starts_with('/'))
        return "has a host that is neither name nor address";
    if (parsed.has_port() && !port_of(parsed)) return "has a port that is none";
    return "";
}

}  // namespace

mapping::result<url> parse_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri({text.data(), text.size()});
    if (!parsed) return problems(errc::malformed, "", "is not a URL");
    if (const std::string found = objection(*parsed); !found.empty())
        return problems(errc::not_allowed, "", found);

    url made;
    made.tls = parsed->scheme_id() == boost::urls::scheme::https;
    made.host = to_lower(std::string(parsed->encoded_host_address()));
    if (!made.tls && !is_loopback(made.host))
        return problems(errc::not_allowed, "", "is http, which only loopback may be");

    const std::uint16_t usual = made.tls ? 443 : 80;
    made.port = parsed->has_port() ? port_of(*parsed).value_or(usual) : usual;
    made.authority = to_lower(std::string(parsed->encoded_host()));
    if (made.port != usual) made.authority += ":" + std::to_string(made.port);
    made.target = std::string(parsed->encoded_target());
    if (!made.target.starts_with('/')) made.target.insert(0, "/");
    return made;
}

}  // namespace gateway::http
