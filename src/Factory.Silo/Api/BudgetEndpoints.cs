using Factory.Contracts.Budgets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;

namespace Factory.Silo.Api;

internal static class BudgetEndpoints
{
    public static void MapBudgets(this IEndpointRouteBuilder api) =>
        api.MapGet("budgets/day", GetDayAsync).WithTags("Budgets").WithName("GetDayBudget").WithSummary("The whole factory's budget of today (UTC).");

    private static async Task<Answer<BudgetView>> GetDayAsync(IGrainFactory grains, TimeProvider time) =>
        await grains.GetGrain<IBudgetGrain>(BudgetKeys.ForDay(time.GetUtcNow())).Get();
}
