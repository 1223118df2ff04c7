using Factory.Contracts.Api;
using Factory.Contracts.Budgets;
using Factory.Silo.Runs;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Factory.Silo.Api;

internal static class BudgetEndpoints
{
    public static void MapBudgets(this IEndpointRouteBuilder api)
    {
        var budgets = api.MapGroup("budgets").WithTags("Spending");
        budgets.MapGet("", ListAsync).WithName("ListBudgets").WithSummary("The open budgets.");
        budgets.MapGet("{name}", GetAsync)
            .WithName("GetBudget")
            .WithSummary("One budget: day, agent-NAME, a run's or a task's id, key-NAME.");
        budgets.MapPost("{name}", SetAsync).WithName("SetBudget").WithSummary("Sets the hard cap of a budget.");
    }

    private static async Task<ApiResult<IReadOnlyList<BudgetView>>> ListAsync(OpenBudgets budgets, CancellationToken cancellationToken) =>
        ApiResult<IReadOnlyList<BudgetView>>.Ok(await budgets.ListAsync(cancellationToken));

    private static async Task<ApiResult<BudgetView>> GetAsync(string name, OpenBudgets budgets) => await budgets.FindAsync(name);

    private static async Task<ApiResult<BudgetView>> SetAsync(string name, SetBudgetRequest request, OpenBudgets budgets) =>
        await budgets.SetAsync(
            name,
            RunStarter.ParseBudget(request.CapUsd)
                ?? throw RequestValidation.InvalidRequest("capUsd is missing.", "For example: {\"capUsd\": 80}"));
}
