#include "subscribers/service.h"

namespace demarc::subscribers {

std::optional<PlanVersionId> plan_on(const std::vector<ServicePlan> &plans, Date day) {
  std::optional<PlanVersionId> version;
  for (const ServicePlan &plan : plans) {
    if (!version || plan.from_date <= day)
      version = plan.plan_version_id;
  }
  return version;
}

} // namespace demarc::subscribers
