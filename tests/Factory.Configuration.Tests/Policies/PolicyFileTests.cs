using Factory.Configuration.Policies;
using Factory.Configuration.Reading;
using Factory.Configuration.Tests.Support;

namespace Factory.Configuration.Tests.Policies;

public sealed class PolicyFileTests : IDisposable
{
    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("kinds: {}", "policy.yaml:1: 'actions' is missing")]
    [InlineData(
        "actions: {auto: [read], never-auto: [read]}",
        "policy.yaml:1: the action class 'read' appears twice, first under auto; a class has one tier")]
    [InlineData("actions: {auto: [Read It]}", "the action class 'Read It' must be lower-case letters, digits, dashes and dots")]
    [InlineData("actions: {always: [read]}", "unknown key 'actions.always'; known keys are approve-before, auto, never-auto, notify-after")]
    [InlineData("actions: [read]", "'actions' is a list; it must be a mapping of 'key: value' lines")]
    [InlineData(
        "actions: {}\nreview: {independence: famly}",
        "policy.yaml:2: 'review.independence' is 'famly'; it must be one of model, family, provider; did you mean 'family'?")]
    [InlineData(
        "actions: {}\nbudgets: {run: five}",
        "policy.yaml:2: 'budgets.run' is 'five'; it must be an amount of US dollars above 0 and at most 1000000, like 5.00")]
    [InlineData("actions: {}\nbudgets: {run: 0}", "'budgets.run' is '0'")]
    [InlineData("actions: {}\nbudgets: {day: -1}", "'budgets.day' is '-1'")]
    [InlineData("actions: {}\nbudgets: {run: 9, day: 8}", "'budgets.run' (9.00 USD) is more than 'budgets.day' (8.00 USD)")]
    [InlineData("actions: {}\nbudgets: {week: 9}", "unknown key 'budgets.week'")]
    [InlineData(
        "actions: {}\nproducts: {sleep_after: 5x}",
        "policy.yaml:2: 'products.sleep_after' is '5x'; it must be a time from 1m to 30d, written like 90s, 30m, 2h or 7d, or never")]
    [InlineData("actions: {}\nproducts: {sleep: 5m}", "unknown key 'products.sleep'")]
    [InlineData(
        "actions: {}\nbudgets: {day: 1000001}",
        "policy.yaml:2: 'budgets.day' is '1000001'; it must be an amount of US dollars above 0 and at most 1000000, like 5.00")]
    [InlineData("actions: {}\nbudgets: {run: 1e3}", "'budgets.run' is '1e3'; it must be an amount of US dollars")]
    [InlineData("actions: {}\nbudgets: {run: '5,00'}", "'budgets.run' is '5,00'; it must be an amount of US dollars")]
    [InlineData("actions: {}\nbudgets: {run: '5 USD'}", "'budgets.run' is '5 USD'; it must be an amount of US dollars")]
    [InlineData("actions: {}\nbudgets: {agent: 0}", "'budgets.agent' is '0'; it must be an amount of US dollars above 0")]
    [InlineData("actions: {}\nbudgets: {task: -2}", "'budgets.task' is '-2'; it must be an amount of US dollars above 0")]
    [InlineData("actions: {}\nbudgets: {task: [1]}", "'budgets.task' is a list; it must be an amount of US dollars above 0")]
    [InlineData("actions: {}\nbudgets: 5", "policy.yaml:2: 'budgets' is '5'; it must be a mapping of 'key: value' lines")]
    [InlineData(
        "actions: {}\nbudgets: {day: 8, agent: 8.01}",
        "policy.yaml:2: 'budgets.agent' (8.01 USD) is more than 'budgets.day' (8.00 USD); an agent cannot spend more than the day allows")]
    [InlineData("actions: {}\nbudgets: {agent: 51}", "'budgets.agent' (51.00 USD) is more than 'budgets.day' (50.00 USD)")]
    [InlineData(
        "actions: {}\nbudgets: {run: 3, task: 3.01}",
        "'budgets.task' (3.01 USD) is more than 'budgets.run' (3.00 USD); a task cannot spend more than its run may")]
    [InlineData("actions: {}\nbudgets: {task: 6}", "'budgets.task' (6.00 USD) is more than 'budgets.run' (5.00 USD)")]
    [InlineData("actions: {}\nbudgets: {tasks: 1}", "unknown key 'budgets.tasks'; did you mean 'task'?")]
    [InlineData(
        "actions: {}\nkinds: {build: {lifetime_limits: {calls: 0}}}",
        "policy.yaml:2: 'kinds.build.lifetime_limits.calls' is '0'; it must be a whole number from 1 to 1000000")]
    [InlineData(
        "actions: {}\nkinds: {build: {lifetime_limits: {calls: 2.5}}}",
        "'kinds.build.lifetime_limits.calls' is '2.5'; it must be a whole number")]
    [InlineData(
        "actions: {}\nkinds: {build: {lifetime_limits: {tokens: 999}}}",
        "'kinds.build.lifetime_limits.tokens' is '999'; it must be a whole number from 1000 to 10000000000")]
    [InlineData(
        "actions: {}\nkinds: {build: {lifetime_limits: {tokens: 99999999999999999999}}}",
        "'kinds.build.lifetime_limits.tokens' is '99999999999999999999'")]
    [InlineData(
        "actions: {}\nkinds: {build: {lifetime_limits: {attempts: -1}}}",
        "'kinds.build.lifetime_limits.attempts' is '-1'; it must be a whole number from 1 to 1000")]
    [InlineData(
        "actions: {}\nkinds: {build: {lifetime_limits: {attempt: 3}}}",
        "unknown key 'kinds.build.lifetime_limits.attempt'; did you mean 'attempts'?")]
    [InlineData("actions: {}\nkinds: {build: {lifetime_limits: hard}}", "'kinds.build.lifetime_limits' is 'hard'; it must be a mapping")]
    [InlineData(
        "actions: {}\napprovals: {expires_after: never}",
        "'approvals.expires_after' is 'never'; it must be a time from 1m to 365d")]
    [InlineData(
        "actions: {}\nkinds: {build: {tier: best}}",
        "'kinds.build.tier' is 'best'; it must be one of local, free, cheap, standard, premium")]
    [InlineData(
        "actions: {}\nkinds: {build: {capabilities: [tool]}}",
        "'kinds.build.capabilities': 'tool' is not a known capability; capabilities are tools, vision, json, long-context; did you mean " +
        "'tools'?")]
    [InlineData("actions: {}\nkinds: {build: {max_turns: 0}}", "'kinds.build.max_turns' is '0'; it must be a whole number from 1 to 1000")]
    [InlineData("actions: {}\nkinds: {build: {max_tokens: lots}}", "'kinds.build.max_tokens' is 'lots'")]
    [InlineData("actions: {}\nkinds: {build: {wall_clock: 2w}}", "'kinds.build.wall_clock' is '2w'; it must be a time from 10s to 1d")]
    [InlineData("actions: {}\nkinds: {build: {wallclock: 2m}}", "unknown key 'kinds.build.wallclock'; did you mean 'wall_clock'?")]
    [InlineData("actions: {}\nkinds: {build: 5}", "'kinds.build' is '5'; it must be a mapping")]
    [InlineData("actions: {}\nkinds: {Build It: {}}", "the kind 'Build It' must be lower-case letters, digits and dashes")]
    [InlineData(
        "actions: {}\nkinds: {build: {typical_usage: {input: 0}}}",
        "'kinds.build.typical_usage.input' is '0'; it must be a whole number from 1 to 100000000")]
    [InlineData("actions: {}\nkinds: {build: {typical_usage: {tokens: 5}}}", "unknown key 'kinds.build.typical_usage.tokens'")]
    [InlineData(
        "actions: {}\nkinds: {build: {typical_usage: {output: 10000001}}}",
        "'kinds.build.typical_usage.output' is '10000001'; it must be a whole number from 1 to 10000000")]
    [InlineData("actions: {}\nkinds: {build: {typical_usage: big}}", "'kinds.build.typical_usage' is 'big'; it must be a mapping")]
    [InlineData("actions: {}\nrouting: learned", "'routing' is 'learned'; it must be a mapping")]
    [InlineData("actions: {}\nrouting: {learned: 'True'}", "'routing.learned' is 'True'; it must be true or false")]
    [InlineData("actions: {}\nrouting: {half_life: 10001}", "'routing.half_life' is '10001'; it must be a whole number from 5 to 10000")]
    [InlineData(
        "actions: {}\nrouting: {failure_cost: 10000.01}",
        "'routing.failure_cost' is '10000.01'; it must be an amount of US dollars from 0 to 10000, like 5.00")]
    [InlineData("actions: {}\nrouting: {failure_cost: -1}", "'routing.failure_cost' is '-1'")]
    [InlineData("actions: {}\nrouting: {learned: maybe}", "policy.yaml:2: 'routing.learned' is 'maybe'; it must be true or false")]
    [InlineData("actions: {}\nrouting: {exploration: 0.6}", "'routing.exploration' is '0.6'; it must be a part from 0 to 0.5, like 0.05")]
    [InlineData("actions: {}\nrouting: {exploration: -0.1}", "'routing.exploration' is '-0.1'")]
    [InlineData("actions: {}\nrouting: {half_life: 4}", "'routing.half_life' is '4'; it must be a whole number from 5 to 10000")]
    [InlineData(
        "actions: {}\nrouting: {failure_cost: dear}",
        "'routing.failure_cost' is 'dear'; it must be an amount of US dollars from 0 to 10000, like 5.00")]
    [InlineData("actions: {}\nrouting: {preferences: always}", "'routing.preferences' is 'always'; it must be one of tier, first")]
    [InlineData("actions: {}\nrouting: {learn: true}", "unknown key 'routing.learn'; did you mean 'learned'?")]
    [InlineData("actions: {}\nextra: 1", "policy.yaml:2: unknown key 'extra'")]
    [InlineData("actions: {}\n\tkinds: {}", "policy.yaml:2: the line is indented with a tab")]
    public void Check_OneMistake_NamesLineRuleAndFix(string text, string expected)
    {
        _files.Write("policy.yaml", text);

        var problems = _files.Problems();

        problems.ShouldContain(p => p.Contains(expected), string.Join('\n', problems));
    }

    [Theory]
    [InlineData("actions: {}", 15)]
    [InlineData("actions: {}\nproducts: {}", 15)]
    [InlineData("actions: {}\nproducts: {sleep_after: 2h}", 120)]
    [InlineData("actions: {}\nproducts: {sleep_after: never}", null)]
    public void Read_SleepOfProducts_IsATimeOrNever(string text, int? minutes)
    {
        _files.Write("policy.yaml", text);

        var policy = PolicyFile.Read(_files.Folder, new ConfigProblems());

        policy!.ProductSleepAfter.ShouldBe(minutes is { } after ? TimeSpan.FromMinutes(after) : null);
    }

    [Fact]
    public void Check_ProductsSleepWithinAMinute_IsRejected()
    {
        _files.Write("policy.yaml", "actions: {}\nproducts: {sleep_after: 5s}");

        _files.Problems().ShouldContain(p => p.Contains("'products.sleep_after' is '5s'; it must be a time from 1m to 30d"));
    }

    [Fact]
    public void Check_PolicyIsBroken_DoesNotBlameTheAgents()
    {
        _files.Write("policy.yaml", "- a");

        _files.Problems().ShouldHaveSingleItem();
    }
}
