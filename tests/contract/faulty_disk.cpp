#include "tests/contract/faulty_disk.hpp"

#include <sqlite3.h>

#include <cstring>
#include <fstream>

namespace testing {

namespace {

// SQLite allocates `szOsFile` bytes for each open file: ours, and behind it the real one's.
struct open_file {
    sqlite3_file base;
    faulty_disk* disk;
    const char* path;  // SQLite keeps it while the file is open; null for a temporary file
    sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

open_file& self(sqlite3_file* file) { return *reinterpret_cast<open_file*>(file); }
sqlite3_file* real(sqlite3_file* file) { return self(file).real(); }

int close_file(sqlite3_file* file) { return real(file)->pMethods->xClose(real(file)); }

int read_file(sqlite3_file* file, void* bytes, int size, sqlite3_int64 offset) {
    ++self(file).disk->reads;
    return real(file)->pMethods->xRead(real(file), bytes, size, offset);
}

int write_file(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 offset) {
    open_file& it = self(file);
    if (it.disk->full) return SQLITE_FULL;
    const int code = real(file)->pMethods->xWrite(real(file), bytes, size, offset);
    if (code == SQLITE_OK && it.path)
        it.disk->wrote(
            it.path, offset,
            std::string(static_cast<const char*>(bytes), static_cast<std::size_t>(size)));
    return code;
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    const int code = real(file)->pMethods->xTruncate(real(file), size);
    if (code == SQLITE_OK && self(file).path) self(file).disk->truncated(self(file).path, size);
    return code;
}

// The real files need no sync: what survives a power cut is kept apart from them.
int sync_file(sqlite3_file* file, int) {
    open_file& it = self(file);
    ++it.disk->syncs;
    if (it.disk->fails_to_sync) return SQLITE_IOERR_FSYNC;
    if (it.path) it.disk->synced(it.path);
    return SQLITE_OK;
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    return real(file)->pMethods->xFileSize(real(file), size);
}
int lock(sqlite3_file* file, int level) { return real(file)->pMethods->xLock(real(file), level); }
int unlock(sqlite3_file* file, int level) {
    return real(file)->pMethods->xUnlock(real(file), level);
}
int check_reserved_lock(sqlite3_file* file, int* held) {
    return real(file)->pMethods->xCheckReservedLock(real(file), held);
}
int control(sqlite3_file* file, int what, void* with) {
    return real(file)->pMethods->xFileControl(real(file), what, with);
}
int sector_size(sqlite3_file* file) { return real(file)->pMethods->xSectorSize(real(file)); }
int characteristics(sqlite3_file*) { return 0; }  // promises nothing: no atomic or ordered writes
int map_shared(sqlite3_file* file, int page, int size, int extend, void volatile** memory) {
    return real(file)->pMethods->xShmMap(real(file), page, size, extend, memory);
}
int lock_shared(sqlite3_file* file, int offset, int count, int flags) {
    return real(file)->pMethods->xShmLock(real(file), offset, count, flags);
}
void barrier(sqlite3_file* file) { real(file)->pMethods->xShmBarrier(real(file)); }
int unmap_shared(sqlite3_file* file, int remove) {
    return real(file)->pMethods->xShmUnmap(real(file), remove);
}

constexpr sqlite3_io_methods methods = {2,
                                        close_file,
                                        read_file,
                                        write_file,
                                        truncate_file,
                                        sync_file,
                                        file_size,
                                        lock,
                                        unlock,
                                        check_reserved_lock,
                                        control,
                                        sector_size,
                                        characteristics,
                                        map_shared,
                                        lock_shared,
                                        barrier,
                                        unmap_shared,
                                        nullptr,
                                        nullptr};

sqlite3_vfs* system_layer() { return sqlite3_vfs_find("unix"); }

int open_on(sqlite3_vfs* layer, const char* path, sqlite3_file* file, int flags, int* granted) {
    open_file& it = self(file);
    it.disk = static_cast<faulty_disk*>(layer->pAppData);
    it.path = path;
    std::memset(it.real(), 0, static_cast<std::size_t>(system_layer()->szOsFile));
    const int code = system_layer()->xOpen(system_layer(), path, it.real(), flags, granted);
    it.base.pMethods = it.real()->pMethods ? &methods : nullptr;
    return code;
}

int remove_from(sqlite3_vfs* layer, const char* path, int sync_folder) {
    const int code = system_layer()->xDelete(system_layer(), path, sync_folder);
    if (code == SQLITE_OK) static_cast<faulty_disk*>(layer->pAppData)->removed(path);
    return code;
}

std::string next_name() {
    static std::atomic<int> count{0};
    return "faulty-" + std::to_string(++count);
}

}  // namespace

struct faulty_disk::file_layer {
    sqlite3_vfs vfs;
};

faulty_disk::faulty_disk() : name_(next_name()), layer_(new file_layer{*system_layer()}) {
    sqlite3_vfs& layer = layer_->vfs;
    layer.zName = name_.c_str();
    layer.pAppData = this;
    layer.pNext = nullptr;
    layer.szOsFile += static_cast<int>(sizeof(open_file));
    layer.xOpen = open_on;
    layer.xDelete = remove_from;
    sqlite3_vfs_register(&layer, 0);
}

faulty_disk::~faulty_disk() { sqlite3_vfs_unregister(&layer_->vfs); }

void faulty_disk::apply(std::string& content, const change& one) {
    const auto offset = static_cast<std::size_t>(one.offset);
    if (one.is_truncation) return content.resize(std::min(content.size(), offset));
    content.resize(std::max(content.size(), offset + one.bytes.size()));
    content.replace(offset, one.bytes.size(), one.bytes);
}

void faulty_disk::wrote(const std::string& path, std::int64_t offset, std::string bytes) {
    {
        const std::lock_guard lock(mutex_);
        files_[path].unsynced.push_back({offset, std::move(bytes), false});
    }
    changed();
}

void faulty_disk::truncated(const std::string& path, std::int64_t size) {
    {
        const std::lock_guard lock(mutex_);
        files_[path].unsynced.push_back({size, "", true});
    }
    changed();
}

void faulty_disk::synced(const std::string& path) {
    {
        const std::lock_guard lock(mutex_);
        file& it = files_[path];
        for (const change& one : it.unsynced) apply(it.durable, one);
        it.unsynced.clear();
    }
    changed();
}

void faulty_disk::removed(const std::string& path) {
    {
        const std::lock_guard lock(mutex_);
        files_.erase(path);
    }
    changed();
}

void faulty_disk::changed() {
    if (after_each_change) after_each_change();
}

void faulty_disk::leave_after_power_cut(const std::filesystem::path& folder, std::mt19937& random) {
    constexpr std::size_t sector = 512;
    const std::lock_guard lock(mutex_);
    for (const auto& [path, it] : files_) {
        std::string content = it.durable;
        for (change one : it.unsynced) {
            if (random() % 2 == 0) continue;
            if (!one.is_truncation && random() % 4 == 0)
                one.bytes.resize(std::min(one.bytes.size(), random() % 9 * sector));
            apply(content, one);
        }
        std::ofstream(folder / std::filesystem::path(path).filename(), std::ios::binary) << content;
    }
}

}  // namespace testing
