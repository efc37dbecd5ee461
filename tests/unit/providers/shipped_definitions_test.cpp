#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <set>

#include "providers/examples.hpp"
#include "tests/unit/providers/shipped.hpp"

using testing::content_of;
using testing::providers_folder;
using testing::shipped;
using testing::shipped_names;

namespace {

// "" where the example has no such file.
std::string content_of_example(const std::string& file) {
    return file.empty() ? "" : content_of(providers_folder / file);
}

}  // namespace

BOOST_AUTO_TEST_CASE(ship_with_a_definition_for_each_of_these_sites) {
    const std::vector<std::string> expected = {"acuity",
                                               "adf-xml",
                                               "angi",
                                               "calcom",
                                               "calendly",
                                               "direct",
                                               "google-actions-center",
                                               "google-lead-form",
                                               "housecall-pro",
                                               "meta-lead-ads",
                                               "square",
                                               "standard-webhooks",
                                               "thumbtack",
                                               "wix",
                                               "yelp",
                                               "zapier-form",
                                               "zapier-json"};

    BOOST_TEST(shipped_names() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(meet_every_expectation_of_their_examples) {
    for (const std::string& name : shipped_names()) {
        const auto definition = shipped(name);
        BOOST_TEST(!definition->examples.empty(), name << " has no examples");
        for (const providers::example& one : definition->examples) {
            BOOST_TEST_CONTEXT(name << ".yaml, " << one.where) {
                providers::example_texts texts{
                    content_of_example(one.request), content_of_example(one.expect), {}};
                for (const auto& [fetch, file] : one.fetched)
                    texts.fetched[fetch] = content_of_example(file);
                const auto found = providers::run_example(definition, one, std::move(texts));

                for (const providers::difference& difference : found)
                    BOOST_ERROR(difference.where << ": " << difference.what);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(have_an_example_of_every_challenge) {
    for (const std::string& name : shipped_names()) {
        const auto definition = shipped(name);
        const auto is_challenge = [](const providers::example& one) {
            return one.reply.has_value();
        };
        const auto examples =
            std::count_if(definition->examples.begin(), definition->examples.end(), is_challenge);
        BOOST_TEST(static_cast<std::size_t>(examples) >= definition->challenges.size(), name);
    }
}

BOOST_AUTO_TEST_CASE(leave_no_file_of_the_examples_unused) {
    std::set<std::string> used, present;

    for (const std::string& name : shipped_names()) {
        const auto definition = shipped(name);
        for (const providers::example& one : definition->examples) {
            if (!one.request.empty()) used.insert(one.request);
            if (!one.expect.empty()) used.insert(one.expect);
            for (const auto& [fetch, file] : one.fetched) used.insert(file);
        }
    }
    for (const auto& entry : std::filesystem::directory_iterator(providers_folder / "examples"))
        present.insert("examples/" + entry.path().filename().string());

    BOOST_TEST(used == present, boost::test_tools::per_element());
}
