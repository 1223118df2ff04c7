using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Agents;
using Factory.Domain.Approvals;
using Factory.Domain.Models;
using Factory.Domain.Retention;
using Factory.Domain.Routing;
using Factory.Domain.Runners;
using Factory.Domain.Runs;

namespace Factory.Domain.Configuration;

/// <summary>All of <c>silo-config/</c>, validated. Immutable: a reload creates a new one.</summary>
/// <param name="Agents">The roster.</param>
/// <param name="Catalogue">Providers and models.</param>
/// <param name="Pipelines">The pipelines.</param>
/// <param name="Policy">Budgets, approvals, kinds of task, retention and routing.</param>
public sealed record FactoryConfig(
    IReadOnlyList<AgentDefinition> Agents,
    ModelCatalogue Catalogue,
    IReadOnlyList<PipelineDefinition> Pipelines,
    FactoryPolicy Policy)
{
    /// <value>The coding CLIs that agents can work with.</value>
    public IReadOnlyList<RunnerDefinition> Runners { get; init; } = [];
}

/// <summary><c>policy.yaml</c>, validated.</summary>
/// <param name="Actions">Approval tiers by action class.</param>
/// <param name="Independence">In what a reviewer's model must differ from the builder's.</param>
/// <param name="RunBudget">A run's hard cap when the operator gives none; default 5 USD.</param>
/// <param name="DayBudget">The factory's hard cap a day (UTC); default 50 USD.</param>
/// <param name="ApprovalLifetime">How long an approval waits before it counts as rejected; default 7 days.</param>
/// <param name="Kinds">Requirements of each kind of task; kinds that are not listed get
/// <see cref="KindPolicy.Default"/>.</param>
public sealed record FactoryPolicy(
    ActionPolicy Actions,
    ReviewIndependence Independence,
    Usd RunBudget,
    Usd DayBudget,
    TimeSpan ApprovalLifetime,
    IReadOnlyDictionary<string, KindPolicy> Kinds)
{
    /// <value>How long transcripts, working copies and builds are kept.</value>
    public RetentionPolicy Retention { get; init; } = RetentionPolicy.Default;

    /// <value>An agent's hard cap a day (UTC); null when only the factory's applies.</value>
    public Usd? AgentBudget { get; init; }

    /// <value>A task's hard cap over all its attempts; null when only its run's applies.</value>
    public Usd? TaskBudget { get; init; }

    /// <value>
    /// After how long without a request the program of a deployed product is ended; the next request starts it. Default
    /// 15 minutes, at least 1 minute; null for never.
    /// </value>
    public TimeSpan? ProductSleepAfter { get; init; } = DefaultProductSleepAfter;

    /// <value>15 minutes.</value>
    public static TimeSpan DefaultProductSleepAfter { get; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// The cap of budgets of a level for which the operator set none; null when only the enclosing budgets apply.
    /// </summary>
    public Usd? CapOf(BudgetLevel level) => level switch
    {
        BudgetLevel.Day => DayBudget,
        BudgetLevel.Agent => AgentBudget,
        BudgetLevel.Run => RunBudget,
        BudgetLevel.Task => TaskBudget,
        _ => Usd.Zero,
    };

    /// <summary>The cap of the budget that encloses budgets of a level.</summary>
    public Usd ParentCapOf(BudgetLevel level) => level == BudgetLevel.Task ? RunBudget : DayBudget;

    /// <value>How models are chosen.</value>
    public RoutingConfig Routing { get; init; } = RoutingConfig.Default;

    /// <summary>The policy of a kind of task.</summary>
    public KindPolicy KindOf(string kind) => Kinds.GetValueOrDefault(kind, KindPolicy.Default);
}

/// <summary>In what a reviewer's model must differ from the builder's.</summary>
public enum ReviewIndependence
{
    /// <summary>In the model.</summary>
    Model,

    /// <summary>In the family.</summary>
    Family,

    /// <summary>In the provider.</summary>
    Provider,
}

/// <summary>Requirements and limits of a kind of task.</summary>
/// <param name="Tier">The lowest tier of models that it may be given.</param>
/// <param name="Capabilities">Capabilities that the model must have.</param>
/// <param name="MaxTurns">Maximum number of model calls in one attempt.</param>
/// <param name="MaxTokens">Maximum number of tokens in one attempt, input and output together.</param>
/// <param name="WallClock">Maximum duration of one attempt, without the time that it waits for the operator.</param>
public sealed record KindPolicy(ModelTier Tier, IReadOnlyList<string> Capabilities, int MaxTurns, long MaxTokens, TimeSpan WallClock)
{
    /// <value>Any tier, tools, 60 turns, 2,000,000 tokens, 30 minutes.</value>
    public static KindPolicy Default { get; } = new(ModelTier.Local, ["tools"], 60, 2_000_000, TimeSpan.FromMinutes(30));

    /// <value>
    /// Limits on all attempts of a task together; a task that reaches one stops, whatever its budget allows.
    /// </value>
    public LifetimeLimits LifetimeLimits { get; init; } = LifetimeLimits.Default;

    /// <value>Typical token usage of one attempt; the cost of models is compared by it.</value>
    public TypicalUsage TypicalUsage { get; init; } = TypicalUsage.Default;
}

/// <summary>
/// Limits on all attempts of a task together, lost ones included. A task that reaches one waits for the operator.
/// </summary>
/// <param name="Calls">Model calls.</param>
/// <param name="Tokens">Tokens, input and output together.</param>
/// <param name="Attempts">Attempts.</param>
public sealed record LifetimeLimits(long Calls, long Tokens, int Attempts)
{
    /// <value>2,000 calls, 50,000,000 tokens, 12 attempts.</value>
    public static LifetimeLimits Default { get; } = new(2_000, 50_000_000, 12);
}
