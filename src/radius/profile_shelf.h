// The vendor profiles in force: the built-in ones, and an operator's own as they are in the database now. Follows the
// database's notices ("vendor_profile"), so a profile saved on any node speaks with the next packet here.
//
// Threads: current() from any, without waiting; load() and the notices run on the database's threads.
#pragma once

#include "platform/db/db.h"
#include "radius/profile_codec.h"

#include <memory>
#include <mutex>

namespace demarc::radius {

class ProfileShelf {
public:
  // Of the built-in profiles, with `dictionary`, which must outlive it.
  explicit ProfileShelf(const Dictionary &dictionary);
  ~ProfileShelf();
  ProfileShelf(const ProfileShelf &) = delete;
  ProfileShelf &operator=(const ProfileShelf &) = delete;
  // For who has no database.
  static const ProfileShelf &built_in();

  void load(db::Database &database);
  // From now on, what is committed on any node: subscribes, then loads. Call once; the database must outlive it.
  void follow(db::Database &database);

  [[nodiscard]] std::shared_ptr<const ProfileCodec> current() const { return std::atomic_load(&codec_); }
  [[nodiscard]] const Dictionary &dictionary() const { return dictionary_; }

private:
  const Dictionary &dictionary_;
  std::mutex loading_; // held while reading and putting in what was read: the newest read is put in last
  std::shared_ptr<const ProfileCodec> codec_;
  std::unique_ptr<db::Subscription> subscription_;
};

} // namespace demarc::radius
