#pragma once

#include <memory>
#include <string>

#include "gateway/config/settings.hpp"
#include "gateway/http/tls.hpp"
#include "mapping/problem.hpp"
#include "mapping/timestamp.hpp"

namespace gateway {

// What the door shows to whoever connects.
struct door_certificate {
    std::shared_ptr<const http::server_certificate> shown;
    std::string warning;  // why nobody believes it at the moment; "" for nothing known
};

// Reads the certificate and the key that `listen` names, and checks that they belong together; and
// the authorities of client certificates, if it names some.
// Problems carry pointers into gateway.yaml.
mapping::result<door_certificate> read_certificate(const settings& process, mapping::timestamp now);

// What is wrong with crm.ca_file, which the client to the CRM opens; nothing when there is none.
mapping::problems check_ca_file(const settings& process);

}  // namespace gateway
