#include "gateway/inbox/sqlite.hpp"

#include <sqlite3.h>

#include <cerrno>
#include <new>

#include "gateway/inbox/inbox.hpp"

namespace gateway::sqlite {

namespace {

// Our own connections never wait for each other; a person with a shell on the file may hold it.
constexpr int patience_ms = 5'000;

// Some ways of having no space reach SQLite as a failed write with one of these.
bool is_lack_of_space(int system_error) {
    return system_error == ENOSPC || system_error == EDQUOT || system_error == EROFS ||
           system_error == EFBIG;
}

// SQLite counts its memory under a lock that all its threads share, and nobody reads the count.
void leave_memory_uncounted() {
    static const int code = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    static_cast<void>(code);  // too late when something else in the process uses SQLite already
}

[[noreturn]] void throw_for(int code, int system_error, const std::string& what) {
    switch (code & 0xff) {
        case SQLITE_FULL:
        case SQLITE_READONLY: throw inbox_full(what);
        case SQLITE_BUSY:
        case SQLITE_LOCKED: throw inbox_busy(what);
        case SQLITE_NOMEM: throw std::bad_alloc();
        case SQLITE_IOERR:
            if (code == SQLITE_IOERR_NOMEM) throw std::bad_alloc();
            if (code == SQLITE_IOERR_WRITE && is_lack_of_space(system_error))
                throw inbox_full(what);
            throw inbox_failed(what);
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
        case SQLITE_CANTOPEN:
        case SQLITE_PERM: throw inbox_failed(what);
        default: throw error(what);
    }
}

int bind(sqlite3_stmt* statement, int place, const value& given, sqlite3_destructor_type copied) {
    // An empty view may carry no address, which SQLite would take for null.
    const char* bytes = given.bytes().empty() ? "" : given.bytes().data();
    switch (given.kind()) {
        case value::type::null: return sqlite3_bind_null(statement, place);
        case value::type::integer: return sqlite3_bind_int64(statement, place, given.number());
        case value::type::text:
            return sqlite3_bind_text64(statement, place, bytes, given.bytes().size(), copied,
                                       SQLITE_UTF8);
        case value::type::blob:
            return sqlite3_bind_blob64(statement, place, bytes, given.bytes().size(), copied);
    }
    return SQLITE_MISUSE;
}

}  // namespace

cursor::~cursor() {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
}

bool cursor::next() {
    column_ = 0;
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    owner_.fail(code);
}

bool cursor::is_null() const { return sqlite3_column_type(statement_, column_) == SQLITE_NULL; }

std::int64_t cursor::integer() { return sqlite3_column_int64(statement_, column_++); }

std::string cursor::text() {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column_));
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column_));
    ++column_;
    return bytes ? std::string(bytes, size) : std::string();
}

std::optional<std::int64_t> cursor::integer_or_null() {
    if (!is_null()) return integer();
    ++column_;
    return std::nullopt;
}

std::optional<std::string> cursor::text_or_null() {
    if (!is_null()) return text();
    ++column_;
    return std::nullopt;
}

std::optional<mapping::timestamp> cursor::time_or_null() {
    if (!is_null()) return time();
    ++column_;
    return std::nullopt;
}

void database::closer::operator()(sqlite3* open) const noexcept { sqlite3_close(open); }
void database::closer::operator()(sqlite3_stmt* prepared) const noexcept {
    sqlite3_finalize(prepared);
}

database::database(const std::string& path, access mode, const std::string& file_layer) {
    // One thread at a time uses a connection, so it needs no mutex of its own.
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                      (mode == access::read_write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                  : SQLITE_OPEN_READONLY);
    leave_memory_uncounted();
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(path.c_str(), &opened, flags,
                                     file_layer.empty() ? nullptr : file_layer.c_str());
    handle_.reset(opened);
    if (code != SQLITE_OK) fail(code);
    sqlite3_busy_timeout(opened, patience_ms);
    // Takes the place of SQLite's own hook, which would checkpoint before the commit is reported.
    sqlite3_wal_hook(
        opened,
        [](void* pages, sqlite3*, const char*, int count) {
            *static_cast<int*>(pages) = count;
            return SQLITE_OK;
        },
        log_pages_.get());
}

database::~database() = default;
database::database(database&&) noexcept = default;

std::int64_t database::execute(std::string_view sql, values bound) {
    cursor rows(*this, prepare(sql, bound, lifetime::the_rows));
    while (rows.next()) {
    }
    return sqlite3_changes64(handle_.get());
}

cursor database::query(std::string_view sql, values bound) {
    return cursor(*this, prepare(sql, bound, lifetime::this_call));
}

void database::run_script(const char* sql) {
    const int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(code);
}

std::int64_t database::last_row() const noexcept {
    return sqlite3_last_insert_rowid(handle_.get());
}

std::int64_t database::rows_changed() const noexcept {
    return sqlite3_total_changes64(handle_.get());
}

bool database::in_transaction() const noexcept { return !sqlite3_get_autocommit(handle_.get()); }

void database::checkpoint() {
    const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE,
                                               nullptr, nullptr);
    // A reader that is in the way costs nothing but a longer log.
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) fail(code);
}

void database::keep_log_when_closed() noexcept {
    sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

sqlite3_stmt* database::prepare(std::string_view sql, values bound, lifetime of_bound) {
    auto known = statements_.find(sql);
    if (known == statements_.end()) {
        sqlite3_stmt* fresh = nullptr;
        const int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                            SQLITE_PREPARE_PERSISTENT, &fresh, nullptr);
        if (code != SQLITE_OK) fail(code);
        known = statements_.emplace(sql, statement_handle(fresh)).first;
    }

    sqlite3_stmt* statement = known->second.get();
    if (sqlite3_stmt_busy(statement))
        throw std::logic_error("a statement is used while its rows are still being read");
    int place = 0;
    const auto copied = of_bound == lifetime::the_rows ? SQLITE_STATIC : SQLITE_TRANSIENT;
    for (const value& one : bound)
        if (const int code = bind(statement, ++place, one, copied); code != SQLITE_OK) fail(code);
    return statement;
}

void database::fail(int code) const {
    sqlite3* open = handle_.get();
    const char* path = open ? sqlite3_db_filename(open, nullptr) : nullptr;
    const std::string what = std::string(path ? path : "SQLite") + ": " +
                             (open ? sqlite3_errmsg(open) : sqlite3_errstr(code)) + " (" +
                             std::to_string(code) + ")";
    throw_for(code, open ? sqlite3_system_errno(open) : 0, what);
}

}  // namespace gateway::sqlite
