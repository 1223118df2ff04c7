using Factory.Contracts.Budgets;
using Factory.Contracts.Metering;
using Factory.Contracts.Models;
using Factory.Domain.Agents;
using Factory.Domain.Approvals;
using Factory.Domain.Models;
using Factory.Domain.Retention;
using Factory.Domain.Routing;
using Factory.Domain.Runs;

namespace Factory.Domain.Configuration;

/// <summary>All of <c>silo-config/</c>, checked. Immutable: a change of the files makes a new one.</summary>
public sealed record FactoryConfig(
    IReadOnlyList<AgentDefinition> Agents,
    ModelCatalogue Catalogue,
    IReadOnlyList<PipelineDefinition> Pipelines,
    FactoryPolicy Policy);

/// <summary><c>policy.yaml</c>, checked.</summary>
/// <param name="Actions">Approval tiers by action class.</param>
/// <param name="Independence">How different a reviewer's model must be from the builder's.</param>
/// <param name="RunBudget">A run's hard cap when the operator gives none; default 5 USD.</param>
/// <param name="DayBudget">The factory's hard cap a day (UTC); default 50 USD.</param>
/// <param name="ApprovalLifetime">How long an approval waits before it counts as rejected; default 7 days.</param>
/// <param name="Kinds">What each kind of task needs; kinds that are not listed get <see cref="KindPolicy.Default"/>.</param>
public sealed record FactoryPolicy(
    ActionPolicy Actions,
    ReviewIndependence Independence,
    Usd RunBudget,
    Usd DayBudget,
    TimeSpan ApprovalLifetime,
    IReadOnlyDictionary<string, KindPolicy> Kinds)
{
    /// <value>How long what is left of finished work is kept.</value>
    public RetentionPolicy Retention { get; init; } = RetentionPolicy.Default;

    /// <value>An agent's hard cap a day (UTC); null for none but the factory's.</value>
    public Usd? AgentBudget { get; init; }

    /// <value>A task's hard cap over all its attempts; null for none but its run's.</value>
    public Usd? TaskBudget { get; init; }

    /// <summary>The cap of budgets that were given none of their own; null when only those around them end them.</summary>
    public Usd? CapOf(BudgetLevel level) => level switch
    {
        BudgetLevel.Day => DayBudget,
        BudgetLevel.Agent => AgentBudget,
        BudgetLevel.Run => RunBudget,
        BudgetLevel.Task => TaskBudget,
        _ => Usd.Zero,
    };

    /// <summary>The cap of what is around such a budget.</summary>
    public Usd ParentCapOf(BudgetLevel level) => level == BudgetLevel.Task ? RunBudget : DayBudget;

    /// <value>How models are chosen.</value>
    public RoutingConfig Routing { get; init; } = RoutingConfig.Default;

    /// <summary>What a kind of task needs.</summary>
    public KindPolicy KindOf(string kind) => Kinds.GetValueOrDefault(kind, KindPolicy.Default);
}

/// <summary>How different a reviewer's model must be from the builder's.</summary>
public enum ReviewIndependence
{
    /// <summary>Another model.</summary>
    Model,

    /// <summary>A model of another family.</summary>
    Family,

    /// <summary>A model of another provider.</summary>
    Provider,
}

/// <summary>What a kind of task needs and may use.</summary>
/// <param name="Tier">The cheapest tier that is good enough.</param>
/// <param name="Capabilities">What the model must be able to do.</param>
/// <param name="MaxTurns">Model calls in one attempt.</param>
/// <param name="MaxTokens">Tokens in one attempt, input and output together.</param>
/// <param name="WallClock">Time for one attempt, waiting for the operator not counted.</param>
public sealed record KindPolicy(ModelTier Tier, IReadOnlyList<string> Capabilities, int MaxTurns, long MaxTokens, TimeSpan WallClock)
{
    /// <value>Any tier, tools, 60 turns, 2,000,000 tokens, 30 minutes.</value>
    public static KindPolicy Default { get; } = new(ModelTier.Local, ["tools"], 60, 2_000_000, TimeSpan.FromMinutes(30));

    /// <value>Where a task of this kind is stopped for good, whatever its money allows.</value>
    public LifetimeLimits LifetimeLimits { get; init; } = LifetimeLimits.Default;

    /// <value>What one attempt usually takes; models are compared by it.</value>
    public TypicalUsage TypicalUsage { get; init; } = TypicalUsage.Default;
}

/// <summary>What a task may use over its whole life, all attempts together, lost ones included. Past it the operator looks at it.</summary>
/// <param name="Calls">Model calls.</param>
/// <param name="Tokens">Tokens, input and output together.</param>
/// <param name="Attempts">Attempts.</param>
public sealed record LifetimeLimits(long Calls, long Tokens, int Attempts)
{
    /// <value>2,000 calls, 50,000,000 tokens, 12 attempts.</value>
    public static LifetimeLimits Default { get; } = new(2_000, 50_000_000, 12);
}
