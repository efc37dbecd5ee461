#define BOOST_TEST_MODULE booking_gateway
#include <boost/test/unit_test.hpp>
