// The books of a database as lines of text, for comparing two ways of getting to the same place. In place of ids stand
// what people know things by: customers' names, dates, amounts.
#pragma once

#include "platform/db/db.h"

#include <string>
#include <vector>

namespace demarc::sim {

enum class Numbers {
  same,   // documents bear the numbers they bear: one node gives them out in the order of customers
  another // two nodes share a series, so who gets which number is chance; everything else is the same
};

// Documents with lines and taxes, charges, journal entries with postings, open items, settlements, credits, revenue
// schedules, billing marks, standings, customers' timelines. Sorted.
std::vector<std::string> books_of(db::Database &database, Numbers numbers);

// The first line that is in one and not in the other, said so; empty when there is none.
std::string difference_of(const std::vector<std::string> &expected, const std::vector<std::string> &found);

} // namespace demarc::sim
