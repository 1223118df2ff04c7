using Factory.Configuration.Reading;
using Factory.Contracts.Approvals;
using Factory.Contracts.Models;
using Factory.Domain.Approvals;
using Factory.Domain.Configuration;
using Factory.Domain.Models;
using Factory.Domain.Retention;

namespace Factory.Configuration.Policies;

/// <summary>
/// Reads <c>policy.yaml</c>: approval tiers of actions, independence of reviews, budgets, retention, routing, and
/// limits of each kind of task.
/// </summary>
internal static class PolicyFile
{
    /// <summary>The file's name.</summary>
    public const string Name = "policy.yaml";

    private static readonly string[] Capabilities = [
        ModelCapabilities.Tools,
        ModelCapabilities.Vision,
        ModelCapabilities.Json,
        ModelCapabilities.LongContext
    ];

    /// <summary>Reads the policy; null when the file cannot be parsed.</summary>
    public static FactoryPolicy? Read(string folder, ConfigProblems problems)
    {
        var file = new ConfigFile(Name, false, problems);
        if (ConfigFileLoader.Read(folder, file) is not { } text || file.Parse(text) is not { } root)
        {
            return null;
        }

        var budgets = BudgetSection.Read(root);
        var policy = new FactoryPolicy(
            new ActionPolicy(ReadActions(root)),
            ReadIndependence(root),
            budgets.Run,
            budgets.Day,
            ReadApprovalLifetime(root),
            ReadKinds(root))
        {
            Retention = ReadRetention(root),
            ProductSleepAfter = ReadProductSleepAfter(root),
            AgentBudget = budgets.Agent,
            TaskBudget = budgets.Task,
            Routing = RoutingSection.Read(root),
        };
        root.RejectUnknownKeys();
        return policy;
    }

    private static Dictionary<string, ApprovalTier> ReadActions(ConfigSection root)
    {
        var tiers = new Dictionary<string, ApprovalTier>(StringComparer.Ordinal);
        if (root.Section("actions") is not { } actions)
        {
            // Required, where other sections have defaults: which actions need an approval is the operator's decision.
            // A value of the wrong type has been reported already.
            if (!root.Has("actions"))
            {
                root.ReportProblem(
                    "actions",
                    "'actions' is missing; list the action classes of each tier, like 'notify-after: [build, merge]' below 'actions:'");
            }

            return tiers;
        }

        foreach (var tier in Enum.GetValues<ApprovalTier>())
        {
            foreach (var item in actions.TextList(EnumWords.Of(tier)))
            {
                if (NameRules.CheckActionClass(item.Value) is { } wrong)
                {
                    root.File.ReportProblem(item.Line, $"the action class '{ConfigProblems.Quote(item.Value)}' {wrong}");
                }
                else if (!tiers.TryAdd(item.Value, tier))
                {
                    // Which of two tiers holds would depend on the order of the enum, and the milder one could win
                    // unnoticed.
                    root.File.ReportProblem(
                        item.Line,
                        $"the action class '{item.Value}' appears twice, first under {EnumWords.Of(tiers[item.Value])}; a class has one " +
                        "tier");
                }
            }
        }

        actions.RejectUnknownKeys();
        return tiers;
    }

    private static ReviewIndependence ReadIndependence(ConfigSection root)
    {
        var review = root.Section("review");
        var independence = review?.EnumValue<ReviewIndependence>("independence") ?? ReviewIndependence.Model;
        review?.RejectUnknownKeys();
        return independence;
    }

    private static TimeSpan ReadApprovalLifetime(ConfigSection root)
    {
        var approvals = root.Section("approvals");
        var lifetime = approvals?.Duration("expires_after", TimeSpan.FromMinutes(1), TimeSpan.FromDays(365)) ?? TimeSpan.FromDays(7);
        approvals?.RejectUnknownKeys();
        return lifetime;
    }

    private static RetentionPolicy ReadRetention(ConfigSection root)
    {
        var fallback = RetentionPolicy.Default;
        if (root.Section("retention") is not { } retention)
        {
            return fallback;
        }

        var longest = TimeSpan.FromDays(3650);
        var policy = new RetentionPolicy(
            retention.Duration("transcripts", TimeSpan.FromHours(1), longest) ?? fallback.Transcripts,
            retention.Duration("working_copies", TimeSpan.FromHours(1), longest) ?? fallback.WorkingCopies,
            retention.Duration("builds", TimeSpan.FromHours(1), longest) ?? fallback.Builds,
            retention.Number("deployed_versions", fallback.DeployedVersions, 1, 1_000),
            retention.Duration("sweep_interval", TimeSpan.FromHours(1), TimeSpan.FromDays(30)));
        retention.RejectUnknownKeys();
        return policy;
    }

    private static TimeSpan? ReadProductSleepAfter(ConfigSection root)
    {
        if (root.Section("products") is not { } products)
        {
            return FactoryPolicy.DefaultProductSleepAfter;
        }

        var after = products.DurationOrNever("sleep_after", TimeSpan.FromMinutes(1), TimeSpan.FromDays(30))
            ?? FactoryPolicy.DefaultProductSleepAfter;
        products.RejectUnknownKeys();
        return after == Timeout.InfiniteTimeSpan ? null : after;
    }

    private static Dictionary<string, KindPolicy> ReadKinds(ConfigSection root)
    {
        var kinds = new Dictionary<string, KindPolicy>(StringComparer.Ordinal);
        if (root.Section("kinds") is not { } section)
        {
            return kinds;
        }

        foreach (var name in section.Keys)
        {
            if (NameRules.CheckName(name) is { } wrong)
            {
                section.ReportProblem(name, $"the kind '{ConfigProblems.Quote(name)}' {wrong}");
            }
            else if (section.Section(name) is { } kind)
            {
                kinds[name] = ReadKind(kind);
            }
            else if (!section.Has(name))
            {
                // 'research:' without a value declares the kind with all defaults. A value of another type has been
                // reported.
                kinds[name] = KindPolicy.Default;
            }
        }

        return kinds;
    }

    private static KindPolicy ReadKind(ConfigSection kind)
    {
        var fallback = KindPolicy.Default;
        var policy = new KindPolicy(
            kind.EnumValue<ModelTier>("tier") ?? fallback.Tier,
            kind.Has("capabilities")
                ? kind.TextList("capabilities", c => NameRules.CheckKnown(c, "capability", "capabilities", Capabilities))
                : fallback.Capabilities,
            kind.Number("max_turns", fallback.MaxTurns, 1, 1_000),
            kind.LongNumber("max_tokens", fallback.MaxTokens, 1_000, 100_000_000),
            kind.Duration("wall_clock", TimeSpan.FromSeconds(10), TimeSpan.FromDays(1)) ?? fallback.WallClock)
        {
            TypicalUsage = RoutingSection.ReadTypicalUsage(kind),
            LifetimeLimits = BudgetSection.ReadLifetimeLimits(kind),
        };
        kind.RejectUnknownKeys();
        return policy;
    }
}
