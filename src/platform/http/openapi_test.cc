#include "platform/http/api.h"

#include "platform/http/scratch_database.h"

#include <gtest/gtest.h>

namespace demarc::http {

namespace {

enum class Size { small, large };
BOOST_DESCRIBE_ENUM(Size, small, large)

struct Lid {
  int width = 0;
};
BOOST_DESCRIBE_STRUCT(Lid, (), (width))

struct Pot {
  StrongId<struct PotTag> id;
  std::string name;
  Size size = Size::small;
  std::optional<Size> other_size;
  std::optional<Lid> lid;
  Currency currency = Currency::of("EUR");
  Percent tax;
  std::optional<Date> bought_on;
  std::vector<Lid> lids;
};
BOOST_DESCRIBE_STRUCT(Pot, (), (id, name, size, other_size, lid, currency, tax, bought_on, lids))

struct NewPot {
  std::string name;
  Size size = Size::small;
  int litres = 3;
  std::optional<Lid> lid;
  Secret code;
};
BOOST_DESCRIBE_STRUCT(NewPot, (), (name, size, litres, lid, code))

struct PotEdit {
  Patch<std::string> name;
  Patch<std::optional<int>> litres;
};
BOOST_DESCRIBE_STRUCT(PotEdit, (), (name, litres))

struct PotFilter {
  std::string q;
  std::optional<Size> size;
  int limit = 50;
  std::int64_t shelf_id = 0;
};
BOOST_DESCRIBE_STRUCT(PotFilter, (), (q, size, limit, shelf_id))

namespace other {
struct Lid {
  int depth = 0;
};
BOOST_DESCRIBE_STRUCT(Lid, (), (depth))
} // namespace other

class OpenApiTest : public ::testing::Test {
protected:
  static Operation meta(std::string id, std::string permission = "pots.read") {
    return {.id = std::move(id), .summary = "Does it", .permission = std::move(permission), .tag = "Pots"};
  }
  void register_pots() {
    api.patch<PotEdit, Pot>("/v1/pots/{id}", meta("edit_pot", "pots.write"),
                            [](Call &, const PotEdit &) { return Pot{}; });
    api.post<NewPot, Pot>("/v1/pots", meta("create_pot", "pots.write"), [](Call &, const NewPot &) { return Pot{}; });
    api.get<PotFilter, Page<Pot>>("/v1/pots", meta("list_pots"), [](Call &, const PotFilter &) { return Page<Pot>{}; });
    api.del<NoQuery, Done>("/v1/pots/{id}", meta("delete_pot", "pots.write"),
                           [](Call &, const NoQuery &) { return Done{}; });
    api.get<NoQuery, Done>("/v1/open", meta("open", permission_public), [](Call &, const NoQuery &) { return Done{}; });
    api.stream("/v1/live", meta("live"), [](Call &) -> Outcome<std::shared_ptr<Listener>> { return nullptr; });
  }
  bool has(std::string_view text) { return api.openapi().find(text) != std::string::npos; }

  ScratchDatabase database;
  SimulatedClock clock{Instant{}};
  Api api{*database, clock, {.title = "Pots", .version = "1.2.3"}};
};

} // namespace

template <> struct Rules<NewPot> {
  static FieldRules fields() {
    return {{"name", {.min_length = 1, .max_length = 80, .description = "Shown to customers"}},
            {"litres", {.minimum = 1, .maximum = 100, .optional = true}}};
  }
};
template <> struct Rules<PotFilter> {
  static FieldRules fields() { return {{"shelf_id", {.minimum = 1, .required = true}}}; }
};

TEST_F(OpenApiTest, shows_an_input_with_its_rules) {
  register_pots();
  EXPECT_TRUE(has(R"(      "NewPot": {
        "type": "object",
        "additionalProperties": false,
        "required": ["name", "size", "code"],
        "properties": {
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 80,
            "description": "Shown to customers"
          },
          "size": {
            "$ref": "#/components/schemas/Size"
          },
          "litres": {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "maximum": 100,
            "default": 3
          },
          "lid": {
            "anyOf": [
              {
                "$ref": "#/components/schemas/LidInput"
              },
              {
                "type": "null"
              }
            ]
          },
          "code": {
            "type": "string",
            "format": "password",
            "writeOnly": true
          }
        }
      },
)")) << api.openapi();
}

TEST_F(OpenApiTest, an_output_has_all_its_members) {
  register_pots();
  EXPECT_TRUE(
      has(R"("required": ["id", "name", "size", "other_size", "lid", "currency", "tax", "bought_on", "lids"])"));
  EXPECT_TRUE(has(R"(          "id": {
            "type": "integer",
            "format": "int64",
            "minimum": 1
          },)"));
  EXPECT_TRUE(has(R"(          "bought_on": {
            "type": ["string", "null"],
            "format": "date"
          },)"));
  EXPECT_TRUE(has(R"(      "Size": {
        "type": "string",
        "enum": ["small", "large"]
      })"));
  EXPECT_TRUE(has("\"PotPage\": {"));
}

TEST_F(OpenApiTest, a_struct_that_goes_both_ways_has_a_schema_for_each) {
  register_pots();
  EXPECT_TRUE(has("      \"Lid\": {"));
  EXPECT_TRUE(has("      \"LidInput\": {"));
}

TEST_F(OpenApiTest, shows_the_three_cases_of_a_patch) {
  register_pots();
  EXPECT_TRUE(has(R"(      "PotEdit": {
        "type": "object",
        "additionalProperties": false,
        "properties": {
          "name": {
            "type": "string"
          },
          "litres": {
            "type": ["integer", "null"],
            "format": "int32"
          }
        }
      },)"))
      << api.openapi();
}

TEST_F(OpenApiTest, shows_a_query_as_parameters) {
  register_pots();
  EXPECT_TRUE(has(R"(          {
            "name": "size",
            "in": "query",
            "schema": {
              "$ref": "#/components/schemas/Size"
            }
          },
          {
            "name": "limit",
            "in": "query",
            "schema": {
              "type": "integer",
              "format": "int32",
              "default": 50
            }
          },
          {
            "name": "shelf_id",
            "in": "query",
            "required": true,)"))
      << api.openapi();
}

TEST_F(OpenApiTest, names_operations_permissions_keys_and_problems) {
  register_pots();
  EXPECT_TRUE(has(R"("operationId": "create_pot")"));
  EXPECT_TRUE(has(R"("x-permission": "pots.write")"));
  EXPECT_TRUE(has(R"("$ref": "#/components/parameters/IdempotencyKey")"));
  EXPECT_TRUE(has(R"("$ref": "#/components/responses/Problem")"));
  EXPECT_TRUE(has(R"("text/event-stream")"));
  EXPECT_TRUE(has(R"(        "responses": {
          "204": {
            "description": "No Content"
          },)"));
}

TEST_F(OpenApiTest, is_the_same_however_the_doors_are_ordered) {
  register_pots();
  const std::string document = api.openapi();
  EXPECT_EQ(document, api.openapi());
  Api reordered(*database, clock, {.title = "Pots", .version = "1.2.3"});
  reordered.stream("/v1/live", meta("live"), [](Call &) -> Outcome<std::shared_ptr<Listener>> { return nullptr; });
  reordered.get<NoQuery, Done>("/v1/open", meta("open", permission_public),
                               [](Call &, const NoQuery &) { return Done{}; });
  reordered.del<NoQuery, Done>("/v1/pots/{id}", meta("delete_pot", "pots.write"),
                               [](Call &, const NoQuery &) { return Done{}; });
  reordered.get<PotFilter, Page<Pot>>("/v1/pots", meta("list_pots"),
                                      [](Call &, const PotFilter &) { return Page<Pot>{}; });
  reordered.post<NewPot, Pot>("/v1/pots", meta("create_pot", "pots.write"),
                              [](Call &, const NewPot &) { return Pot{}; });
  reordered.patch<PotEdit, Pot>("/v1/pots/{id}", meta("edit_pot", "pots.write"),
                                [](Call &, const PotEdit &) { return Pot{}; });
  EXPECT_EQ(document, reordered.openapi());
}

TEST_F(OpenApiTest, is_served_to_anyone) {
  register_pots();
  Request request;
  request.path = "/openapi.json";
  const Response response = api.answer(request);
  EXPECT_EQ(response.content_type, "application/json");
  EXPECT_EQ(response.body, api.openapi());
}

TEST_F(OpenApiTest, two_types_of_one_name_are_a_broken_program) {
  api.get<NoQuery, Lid>("/v1/a", meta("a"), [](Call &, const NoQuery &) { return Lid{}; });
  api.get<NoQuery, other::Lid>("/v1/b", meta("b"), [](Call &, const NoQuery &) { return other::Lid{}; });
  EXPECT_DEATH((void)api.openapi(), "two types of the API are called Lid");
}

} // namespace demarc::http
