using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Keys;
using Factory.Contracts.Runs;
using Factory.Contracts.Tasks;
using Factory.Domain.Configuration;
using Factory.Domain.Indexing;
using Factory.Grains.Abstractions.Agents;
using Factory.Grains.Abstractions.Budgets;
using Factory.Grains.Abstractions.Keys;
using Factory.Grains.Abstractions.Runs;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Silo.Api;

/// <summary>Reads and changes the open budgets: those that can still be spent from.</summary>
internal sealed class OpenBudgets(IGrainFactory grains, IConfigSource config, IStateIndex index, TimeProvider time)
{
    private static readonly IReadOnlyList<string> OpenRuns = CamelCaseNames(Enum.GetValues<RunStatus>()
        .Where(s => s is not (RunStatus.Succeeded or RunStatus.Failed or RunStatus.Cancelled)));
    private static readonly IReadOnlyList<string> OpenTasks = CamelCaseNames(Enum.GetValues<TaskStage>()
        .Where(s => s is not (TaskStage.Done or TaskStage.Failed or TaskStage.Cancelled)));

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>
    /// The budgets of the day, of agents that have a cap of their own or spent today, of active keys, of open runs and
    /// of open tasks.
    /// </summary>
    public async Task<IReadOnlyList<BudgetView>> ListAsync(CancellationToken cancellationToken)
    {
        // Each entry below is one call to a grain, so the newest ones are listed up to the size of a page.
        var runs = await index.ListAsync("run", null, OpenRuns, null, PagedQueries.MaxLimit, cancellationToken);
        var tasks = await index.ListAsync("task", null, OpenTasks, null, PagedQueries.MaxLimit, cancellationToken);
        return [
            .. await ListNamedAsync(),
            .. await ReadAsync([
                .. runs.Select(r => BudgetKeys.ForRun(RunId.Parse(r.Key))),
                .. tasks.Select(t => BudgetKeys.ForTask(TaskId.Parse(t.Key)))
            ])];
    }

    /// <summary>Those with a bounded number of names, fit for metrics: of the day, of agents and of keys.</summary>
    public async Task<IReadOnlyList<BudgetView>> ListNamedAsync()
    {
        var agents = await ReadAsync(config.Current.Agents.Select(a => BudgetKeys.ForAgentDay(a.Id, Today)));
        var keys = await grains.GetGrain<IVirtualKeysGrain>(IVirtualKeysGrain.Key).List();
        return [
            await GetAsync(BudgetKeys.ForDay(Today)),
            .. agents.Where(a => !a.InheritsCap || a.Spent.Amount + a.Reserved.Amount > 0),
            .. await ReadAsync(keys.Where(k => k.Status == KeyStatus.Active).Select(k => BudgetKeys.ForKey(k.Name)))];
    }

    /// <summary>One budget by its display name.</summary>
    public async Task<Result<BudgetView>> FindAsync(string name) =>
        await CheckAsync(name) is { } problem ? problem : await ByName(name).Get();

    /// <summary>Sets the cap of one budget.</summary>
    public async Task<Result<BudgetView>> SetAsync(string name, Contracts.Metering.Usd cap) =>
        await CheckAsync(name) is { } problem ? problem : await ByName(name).SetCap(cap);

    private IBudgetGrain ByName(string name) => grains.GetGrain<IBudgetGrain>(BudgetKeys.FromName(name, Today)!.Value.Value);

    private Task<BudgetView> GetAsync(BudgetId budget) => grains.GetGrain<IBudgetGrain>(budget.Value).Get();

    private Task<BudgetView[]> ReadAsync(IEnumerable<BudgetId> budgets) => Task.WhenAll(budgets.Select(GetAsync));

    /// <summary>
    /// A budget grain exists for every key, so the subject is looked up: a typing error must not create a budget that
    /// nothing spends from. Null when there is such a budget.
    /// </summary>
    private async Task<Problem?> CheckAsync(string name)
    {
        if (BudgetKeys.FromName(name, Today) is not { } key)
        {
            return new Problem(
                ErrorCodes.InvalidRequest,
                $"'{RequestValidation.Shorten(name)}' is not a budget.",
                "Use day, agent-NAME, a run's or a task's id, or key-NAME. Those there are: factory budget show");
        }

        var bare = BudgetKeys.ToName(key);
        var isThere = BudgetKeys.LevelOf(key) switch
        {
            BudgetLevel.Agent =>
                config.Current.Agents.Any(a => a.Id.Value == bare) || await grains.GetGrain<IAgentGrain>(bare).Get() is not null,
            BudgetLevel.Run => await grains.GetGrain<IRunGrain>(bare).Get() is not null,
            BudgetLevel.Task => await grains.GetGrain<ITaskGrain>(bare).Get() is not null,
            BudgetLevel.Key => await grains.GetGrain<IVirtualKeysGrain>(IVirtualKeysGrain.Key).Find(bare["key-".Length..]) is not null,
            _ => true,
        };
        return isThere
            ? null
            : new Problem(
                ErrorCodes.NotFound,
                $"There is no {RequestValidation.Shorten(bare)}.",
                "The open budgets: factory budget show");
    }

    private static IReadOnlyList<string> CamelCaseNames<T>(IEnumerable<T> values)
        where T : struct, Enum => [.. values.Select(v => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(v.ToString()))];
}
