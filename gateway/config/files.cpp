#include "gateway/config/files.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace gateway {
namespace {
constexpr std::size_t largest_file = 4 * 1024 * 1024;
}

mapping::result<std::string> read_file(const std::filesystem::path& path) {
    const auto failed = [&](mapping::errc code, const char* why) {
        return mapping::problems(code, path.string(), why);
    };
    std::error_code ec;
    if (std::filesystem::is_directory(path, ec))
        return failed(mapping::errc::wrong_type, "cannot be read: it is a folder");
    errno = 0;
    std::ifstream in(path, std::ios::binary);
    if (!in) return failed(mapping::errc::missing, std::strerror(errno));

    std::string content;
    std::array<char, 16 * 1024> piece;
    do {
        in.read(piece.data(), piece.size());
        content.append(piece.data(), static_cast<std::size_t>(in.gcount()));
    } while (in && content.size() <= largest_file);
    if (in.bad()) return failed(mapping::errc::malformed, std::strerror(errno));
    if (content.size() > largest_file)
        return failed(mapping::errc::too_large, "is larger than 4 MiB");
    return content;
}

mapping::result<std::vector<std::filesystem::path>> yaml_files(
    const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> found;
    std::error_code failed;
    std::filesystem::directory_iterator entry(folder, failed);
    for (; !failed && entry != std::filesystem::directory_iterator(); entry.increment(failed)) {
        const auto& path = entry->path();
        const bool is_yaml = path.extension() == ".yaml" || path.extension() == ".yml";
        if (is_yaml && !path.filename().string().starts_with('.')) found.push_back(path);
    }
    if (failed) return mapping::problems(mapping::errc::missing, folder.string(), failed.message());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace gateway
