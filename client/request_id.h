// Identifiers that make a repeated create answer with the first one's result (AIP-155).
#ifndef COUNTERWEIGHT_CLIENT_REQUEST_ID_H_
#define COUNTERWEIGHT_CLIENT_REQUEST_ID_H_

#include <string>

namespace counterweight::client {

// 128 random bits from the operating system as 32 hexadecimal digits. Thread-safe.
std::string NewRequestId();

}  // namespace counterweight::client

#endif  // COUNTERWEIGHT_CLIENT_REQUEST_ID_H_
