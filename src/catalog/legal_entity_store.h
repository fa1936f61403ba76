// Rows of legal entities, and the versions of them that documents name.
#pragma once

#include "catalog/legal_entity.h"

namespace demarc::catalog {

std::vector<LegalEntity> stored_legal_entities(db::Tx &tx); // by id
std::optional<LegalEntity> stored_legal_entity(db::Tx &tx, LegalEntityId id);
// Until the transaction ends: two that change entities at once would not see each other's prefixes.
void lock_legal_entities(db::Tx &tx);
// By its id; a new row where there is none. What documents name of it becomes a new version where it is another.
void write_legal_entity(db::Tx &tx, const LegalEntity &entity);

// Whose series it is; none: nobody has taken a number of it.
struct SeriesOwner {
  std::string name;
  LegalEntityId legal_entity_id;
  std::int64_t next = 1;
};
BOOST_DESCRIBE_STRUCT(SeriesOwner, (), (name, legal_entity_id, next))
std::vector<SeriesOwner> number_series(db::Tx &tx);

} // namespace demarc::catalog
