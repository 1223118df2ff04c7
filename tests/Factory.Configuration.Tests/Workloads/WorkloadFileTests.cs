using Factory.Configuration.Tests.Support;
using Factory.Configuration.Workloads;
using Factory.Contracts.Errors;

namespace Factory.Configuration.Tests.Workloads;

public sealed class WorkloadFileTests : IDisposable
{
    internal const string Workload = """
        {
          "name": "small", "description": "Two models.", "seeds": 2, "tasks": 5, "meanMinutesBetweenTasks": 10, "minutesPerAttempt": 5,
          "models": [{ "model": "a/weak", "tier": "cheap", "inputPrice": 1, "outputPrice": 1 }, { "model": "b/strong", "tier": "premium", "inputPrice": 10, "outputPrice": 10 }],
          "kinds": [{ "kind": "build", "share": 1, "tier": "local", "input": 1000000, "output": 1000, "reviewed": false, "difficulty": { "same": 1 } }],
          "acceptance": { "build": { "same": { "a/weak": 0.5, "b/strong": 1 } } },
          "changes": [{ "after": 0.5, "model": "a/weak", "acceptanceFactor": 0.4, "priceFactor": 2 }]
        }
        """;

    private readonly ConfigFiles _files = new();

    public void Dispose() => _files.Dispose();

    [Fact]
    public void Read_ValidFile_HasEveryField()
    {
        var workload = Read(Workload);

        (workload.Name,
            workload.Seeds,
            workload.Tasks,
            workload.MaxAttempts,
            workload.MeanMinutesBetweenTasks,
            workload.ReviewUsd).ShouldBe(("small", 2, 5, 3, 10, 0m));
        workload.Models.Select(m => (m.Model, m.InputPrice, m.TokensPerDay, m.FailureCostRatio))
            .ShouldBe([("a/weak", 1m, null, 1d), ("b/strong", 10m, null, 1d)]);
        workload.Kinds.Single().Difficulty.ShouldBe(new Dictionary<string, double> { ["same"] = 1 });
        workload.Acceptance["build"]["same"]["a/weak"].ShouldBe(0.5);
        workload.Changes.Single().ShouldBe(new(0.5, "a/weak", 0.4, 2m));
    }

    [Theory]
    [InlineData("\"seeds\": 2, ", "", "one.json:1: 'seeds' is missing; add a line like '\"seeds\": 20'")]
    [InlineData("\"seeds\": 2", "\"seeds\": 101", "one.json:2: 'seeds' is 101; it must be a whole number from 1 to 100")]
    [InlineData("\"seeds\": 2", "\"seeds\": \"2\"", "'seeds' is \"2\"; it must be a whole number")]
    [InlineData(
        "\"meanMinutesBetweenTasks\": 10",
        "\"meanMinutesBetweenTasks\": 0",
        "'meanMinutesBetweenTasks' is 0; it must be minutes above 0")]
    [InlineData("\"tasks\": 5", "\"tusks\": 5", "unknown key 'tusks'; did you mean 'tasks'?")]
    [InlineData(
        "\"a/weak\", \"tier\"",
        "\"weak\", \"tier\"",
        "one.json:3: 'models[1].model': 'weak' is not a model; it must look like provider/model")]
    [InlineData("\"tier\": \"cheap\"", "\"tier\": \"dear\"", "'models[1].tier' is \"dear\"; it must be one of local, free, cheap")]
    [InlineData("\"outputPrice\": 10 ", "\"outputPrice\": -1 ", "'models[2].outputPrice' is -1; it must be US dollars per million tokens")]
    [InlineData("\"reviewed\": false, ", "", "one.json:4: 'kinds[1].reviewed' is missing; add a line like '\"reviewed\": true'")]
    [InlineData("{ \"same\": 1 }", "{ \"same\": 0 }", "'kinds[1].difficulty.same' is 0; it must be a share above 0")]
    [InlineData("{ \"same\": 1 }", "7", "'kinds[1].difficulty' is 7; it must be an object")]
    [InlineData(
        "\"a/weak\": 0.5",
        "\"a/weak\": 2",
        "one.json:5: 'acceptance.build.same.a/weak' is 2; it must be a probability from 0 to 1")]
    [InlineData("\"a/weak\": 0.5, ", "", "one.json: 'acceptance' must hold a probability from 0 to 1 for build, same, a/weak")]
    [InlineData("\"after\": 0.5", "\"after\": 5", "'changes[1].after' is 5; it must be a part from 0 to 1")]
    [InlineData(
        "\"model\": \"a/weak\", \"acc",
        "\"model\": \"c/none\", \"acc",
        "'changes' names the model 'c/none', which is not in the workload")]
    public void Read_Mistake_NamesLineRuleAndFix(string right, string wrong, string expected)
    {
        Workload.ShouldContain(right);

        var error = Should.Throw<FactoryException>(() => Read(Workload.Replace(right, wrong)));

        (error.Code, error.Message.Contains("cannot be replayed")).ShouldBe((ErrorCodes.InvalidRequest, true));
        error.Message.ShouldContain(expected);
    }

    private Factory.Domain.Routing.Simulation.Workload Read(string text)
    {
        _files.Write("one.json", text);
        return WorkloadFile.Read(Path.Combine(_files.Folder, "one.json"));
    }
}
