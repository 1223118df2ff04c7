using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;
using Factory.Domain.Metering;

namespace Factory.Metering.Budgets;

/// <summary>
/// One lease of a spend account: what it holds, what calls have reserved, what they cost. All members are guarded by
/// the account's lock; the amount changes only under <see cref="LeaseCoordinator"/>'s lock.
/// </summary>
internal sealed class AccountLease(LeaseId id, DateOnly day, Principal principal)
{
    private TaskCompletionSource? _drained;

    /// <summary>Its id, the same in every budget of its chain.</summary>
    public LeaseId Id => id;

    /// <summary>The day (UTC) whose budgets it belongs to.</summary>
    public DateOnly Day => day;

    /// <summary>Who spends it.</summary>
    public Principal Principal => principal;

    /// <summary>Keys of its budgets, outermost first.</summary>
    public IReadOnlyList<BudgetId> Chain { get; } = principal.Budgets(day);

    /// <summary>What may be spent: the least that a budget of the chain has granted.</summary>
    public Usd Amount { get; set; }

    /// <summary>True once every budget of the chain has granted it.</summary>
    public bool IsOpen { get; set; }

    /// <summary>True once a budget may have closed it: no new call uses it.</summary>
    public bool IsRetired { get; set; }

    /// <summary>Reserved for calls under way.</summary>
    public Usd Reserved { get; set; }

    /// <summary>What its calls have used.</summary>
    public LeaseUsage Use { get; set; }

    /// <summary>
    /// True once it was requested from a budget: it must be closed there, granted or not, because the answer may have
    /// been lost.
    /// </summary>
    public bool WasRequested { get; set; }

    /// <summary>Calls under way.</summary>
    public int CallsInFlight { get; set; }

    /// <summary>Rows that are not on disk yet.</summary>
    public int PendingRows { get; set; }

    /// <summary>
    /// What new calls may reserve. Never below zero, although calls that billed more than their reservation may have
    /// overdrawn it.
    /// </summary>
    public Usd Available => Amount - Use.Spent - Reserved is { Amount: > 0 } free ? free : Usd.Zero;

    /// <summary>True when no call is under way and every row is on disk.</summary>
    public bool IsDrained => CallsInFlight == 0 && PendingRows == 0;

    /// <summary>Completes when no call is under way and every row is on disk.</summary>
    public Task DrainedAsync() =>
        IsDrained ? Task.CompletedTask : (_drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>
    /// Completes <see cref="DrainedAsync"/> when it has drained. Called after every change of the two counts.
    /// </summary>
    public void NotifyDrained()
    {
        if (IsDrained && _drained is { } drained)
        {
            _drained = null;
            drained.SetResult();
        }
    }

    /// <summary>Its principal as budgets keep it.</summary>
    public LeasePrincipal ToLeaseHolder() =>
        new(principal.Id, principal.Task, principal.Run, principal.Attempt, principal.Agent, principal.TaskKind);
}
