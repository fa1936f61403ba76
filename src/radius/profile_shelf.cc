#include "radius/profile_shelf.h"

#include "base/log.h"
#include "network/own_profile.h"

namespace demarc::radius {

namespace {

std::shared_ptr<const ProfileCodec> codec_of(std::vector<network::VendorProfile> own, const Dictionary &dictionary) {
  std::vector<std::string> unusable;
  auto codec = std::make_shared<const ProfileCodec>(ProfileCodec::with_own(std::move(own), dictionary, unusable));
  for (const std::string &words : unusable)
    log::error("radius", "vendor profile {} Its access servers are spoken to in standard RADIUS", words);
  return codec;
}

} // namespace

ProfileShelf::ProfileShelf(const Dictionary &dictionary) : dictionary_(dictionary), codec_(codec_of({}, dictionary)) {}

ProfileShelf::~ProfileShelf() { subscription_.reset(); }

const ProfileShelf &ProfileShelf::built_in() {
  static const ProfileShelf shelf(Dictionary::builtin());
  return shelf;
}

void ProfileShelf::load(db::Database &database) {
  const std::scoped_lock loading(loading_);
  auto own = database.read([](db::Tx &tx) { return network::usable_own_profiles(tx); });
  std::atomic_store(&codec_, codec_of(std::move(own), dictionary_));
}

void ProfileShelf::follow(db::Database &database) {
  subscription_ = database.subscribe("vendor_profile", [this, &database](const db::Notice &) { load(database); });
  load(database);
}

} // namespace demarc::radius
