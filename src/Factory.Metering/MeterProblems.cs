using System.Globalization;
using Factory.Contracts.Budgets;
using Factory.Contracts.Errors;
using Factory.Contracts.Metering;
using Factory.Domain.Configuration;
using Factory.Domain.Metering;

namespace Factory.Metering;

/// <summary>Why the meter refuses a call, with the one command that changes it.</summary>
internal static class MeterProblems
{
    /// <summary>A budget has no room for the call.</summary>
    public static Problem Exceeded(Principal principal, BudgetView budget, Usd worst) => new(
        ErrorCodes.BudgetExceeded,
        $"{budget.Name}: cap {budget.Cap}, left {budget.Remaining()}; the next model call may cost up to {worst}.",
        BudgetKeys.LevelOf(budget.Name) == BudgetLevel.Run
            ? $"Give the run more: factory run retry {principal.Run} --budget {SuggestedCap(budget, worst)}"
            : $"{WaitUntilTomorrow(budget)}Give it more: factory budget set {BudgetKeys.ToName(budget.Name)} " +
                $"{SuggestedCap(budget, worst)}{RetryCommand(principal)}");

    /// <summary>The task has reached its lifetime limit; null when it has not.</summary>
    public static Problem? LifetimeLimitReached(Principal principal, LifetimeLimits limits, LeaseUsage used)
    {
        var (what, count, limit, key) = used.Calls >= limits.Calls ? ("model calls", used.Calls, limits.Calls, "calls")
            : used.Tokens >= limits.Tokens ? ("tokens", used.Tokens, limits.Tokens, "tokens")
            : (null, 0, 0, null);
        return what is null ? null : new Problem(
            ErrorCodes.LifetimeLimitReached,
            $"{principal.Task} has used {Number(count)} {what} over all its attempts; a task of the kind '{principal.TaskKind}' is " +
            $"stopped at {Number(limit)}.",
            $"Raise kinds.{principal.TaskKind}.lifetime_limits.{key} in silo-config/policy.yaml above {Number(count)}, then: factory " +
            $"config reload{RetryCommand(principal)}");
    }

    /// <summary>The account is closed.</summary>
    public static Problem Closed(Principal principal) => new(
        ErrorCodes.KeyRevoked,
        principal.Key is { } key ? $"The key '{key}' was revoked." : $"{principal.Id} has ended; no further calls are made for it.");

    /// <summary>The problem as an exception.</summary>
    public static FactoryException ToException(this Problem problem) => new(problem.Code, problem.Message, problem.Hint);

    private static string RetryCommand(Principal principal) =>
        principal.Run is { } run ? $" && factory run retry {run}" : principal.Task is { } task ? $" && factory task retry {task}" : "";

    private static string WaitUntilTomorrow(BudgetView budget) =>
        BudgetKeys.LevelOf(budget.Name) is BudgetLevel.Day or BudgetLevel.Agent ? "Go on tomorrow (UTC), or now. " : "";

    /// <summary>
    /// Twice the cap in whole dollars, and never less than the call needs: a cap that only just fits would stop the
    /// next call.
    /// </summary>
    private static string SuggestedCap(BudgetView budget, Usd worst) =>
        Math.Ceiling(Math.Max(budget.Cap.Amount * 2, budget.Spent.Amount + budget.Reserved.Amount + worst.Amount))
            .ToString("0", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
