#pragma once

#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "mapping/timestamp.hpp"

struct sqlite3;
struct sqlite3_stmt;

// A thin layer over SQLite's C interface: resources end by themselves, errors are exceptions. What
// the environment causes is thrown as inbox_full, inbox_failed or inbox_busy (see inbox.hpp).
namespace gateway::sqlite {

// What neither the disk nor another process caused: a violated constraint, a wrong statement.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

struct blob {
    std::string_view bytes;
};

// One value on its way into a statement. Refers to texts and blobs, which must outlive the call.
class value {
public:
    enum class type { null, integer, text, blob };

    value(std::nullopt_t) {}
    template <std::integral T>
    value(T number) : kind_(type::integer), number_(static_cast<std::int64_t>(number)) {}
    value(mapping::timestamp when) : value(when.time_since_epoch().count()) {}
    value(std::string_view text) : kind_(type::text), bytes_(text) {}
    value(const std::string& text) : value(std::string_view(text)) {}
    value(const char* text) : value(std::string_view(text)) {}
    value(sqlite::blob bytes) : kind_(type::blob), bytes_(bytes.bytes) {}
    template <class T>
    value(const std::optional<T>& maybe) : value(maybe ? value(*maybe) : value(std::nullopt)) {}

    type kind() const noexcept { return kind_; }
    std::int64_t number() const noexcept { return number_; }
    std::string_view bytes() const noexcept { return bytes_; }

private:
    type kind_ = type::null;
    std::int64_t number_ = 0;
    std::string_view bytes_;
};

using values = std::initializer_list<value>;

class database;

// The rows of one query; the columns of each are read once, from left to right.
class cursor {
public:
    cursor(const cursor&) = delete;
    ~cursor();

    bool next();  // moves to the next row; false when there is none
    std::int64_t integer();
    bool flag() { return integer() != 0; }
    std::string text();  // of a text or a blob
    mapping::timestamp time() { return mapping::timestamp(std::chrono::milliseconds(integer())); }
    std::optional<std::int64_t> integer_or_null();
    std::optional<std::string> text_or_null();
    std::optional<mapping::timestamp> time_or_null();

private:
    friend class database;
    cursor(database& owner, sqlite3_stmt* prepared) : owner_(owner), statement_(prepared) {}
    bool is_null() const;
    database& owner_;
    sqlite3_stmt* statement_;
    int column_ = 0;
};

enum class access { read_write, read_only };

// One connection to one database file, for one thread at a time. Statements are prepared once.
class database {
public:
    // `file_layer` names a registered sqlite3_vfs; "" is the system's.
    database(const std::string& path, access mode, const std::string& file_layer = {});
    ~database();
    database(database&&) noexcept;
    database(const database&) = delete;

    // Runs a statement that gives no rows; how many rows it changed.
    std::int64_t execute(std::string_view sql, values bound = {});
    cursor query(std::string_view sql, values bound = {});
    void run_script(const char* sql);  // several statements, none of them kept

    std::int64_t last_row() const noexcept;      // the rowid of the newest row
    std::int64_t rows_changed() const noexcept;  // since the database was opened
    bool in_transaction() const noexcept;

    // How many pages stood in the write-ahead log after the newest commit.
    int log_pages() const noexcept { return *log_pages_; }
    // Moves the pages that no reader needs any more from the log into the database, and syncs it.
    // Nothing does so but this call, and closing the last connection.
    void checkpoint();
    void keep_log_when_closed() noexcept;

private:
    friend class cursor;
    struct closer {
        void operator()(sqlite3* open) const noexcept;
        void operator()(sqlite3_stmt* prepared) const noexcept;
    };
    using statement_handle = std::unique_ptr<sqlite3_stmt, closer>;

    enum class lifetime { this_call, the_rows };  // of bound texts and blobs, at least
    sqlite3_stmt* prepare(std::string_view sql, values bound, lifetime of_bound);
    [[noreturn]] void fail(int code) const;

    std::unique_ptr<int> log_pages_ = std::make_unique<int>(0);  // written by SQLite's hook
    std::unique_ptr<sqlite3, closer> handle_;
    std::map<std::string, statement_handle, std::less<>> statements_;  // end before the handle
};

}  // namespace gateway::sqlite
