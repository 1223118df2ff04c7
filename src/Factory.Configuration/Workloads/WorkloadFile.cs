using Factory.Configuration.Reading;
using Factory.Contracts.Errors;
using Factory.Contracts.Models;
using Factory.Domain.Routing.Simulation;

namespace Factory.Configuration.Workloads;

/// <summary>Reads a workload to replay: JSON with comments and trailing commas.</summary>
public static class WorkloadFile
{
    private const string Folder = "workloads";
    private const int MaxBytes = 10 * 1024 * 1024;
    private const string PriceRule = "US dollars per million tokens from 0 to 10000";
    private const string FactorRule = "a factor from 0 to 100";
    private const string ProbabilityRule = "a probability from 0 to 1";

    /// <summary>Full paths of the workloads in a configuration folder, in order.</summary>
    public static IReadOnlyList<string> List(string configFolder) =>
        [.. ConfigFileLoader.ListFiles(configFolder, Folder, ".json").Select(f => Path.Combine(configFolder, f))];

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>: the file is missing or not a workload; the message
    /// lists all problems.</exception>
    public static Workload Read(string path)
    {
        var problems = new ConfigProblems();
        var file = new ConfigFile(Path.GetFileName(path), true, problems);
        var workload = ConfigFileLoader.Read(Path.GetDirectoryName(path)!, file, MaxBytes) is { } text && file.Parse(text) is { } root
            ? Read(root)
            : null;
        foreach (var rule in problems.Count == 0 ? WorkloadRules.Validate(workload!) : [])
        {
            file.ReportProblem(0, rule);
        }

        return problems.Count == 0 ? workload! : throw new FactoryException(
            ErrorCodes.InvalidRequest,
            $"{path} cannot be replayed; it has {new ConfigResult<Workload>(null, problems.All).Describe()}",
            "docs/reference/routing.md describes workloads; an example is silo-config/workloads/typical.json.");
    }

    private static Workload Read(ConfigSection root)
    {
        // For editors only; reading it makes it a known key.
        root.Text("$schema");
        var workload = new Workload
        {
            Name = root.RequiredText("name", "mine"),
            Description = root.RequiredText("description", "An ordinary mix of work."),
            Seeds = (int)root.RequiredNumber("seeds", 1, 100, "20"),
            Tasks = (int)root.RequiredNumber("tasks", 1, 10_000, "200"),
            MeanMinutesBetweenTasks = ReadMinutes(root, "meanMinutesBetweenTasks"),
            MinutesPerAttempt = ReadMinutes(root, "minutesPerAttempt"),
            MaxAttempts = root.Number("maxAttempts", 3, 1, 10),
            ReviewUsd = root.Amount("reviewUsd", usd => usd is >= 0 and <= 1_000, "US dollars from 0 to 1000") ?? 0,
            Models = [.. root.Require("models", "[ … ]").Sections("models").Select(ReadModel)],
            Kinds = [.. root.Require("kinds", "[ … ]").Sections("kinds").Select(ReadKind)],
            Acceptance = ReadMap(root.Require("acceptance", "{ … }"), "acceptance", (kinds, kind) =>
                ReadMap(kinds, kind, (difficulties, difficulty) =>
                    ReadMap(
                        difficulties,
                        difficulty,
                        (models, model) =>
                            (double)models.RequiredAmount(model, chance => chance is >= 0 and <= 1, ProbabilityRule, "0.5")))),
            Changes = [.. root.Sections("changes").Select(ReadChange)],
        };
        root.RejectUnknownKeys();
        return workload;
    }

    private static WorkloadModel ReadModel(ConfigSection section)
    {
        var name = section.RequiredText("model", "openai/gpt-5-mini");
        if (name.Length > 0 && NameRules.CheckModel(name) is { } wrong)
        {
            section.ReportProblem("model", $"{section.DescribeKey("model")}: '{ConfigProblems.Quote(name)}' {wrong}");
        }

        var model = new WorkloadModel(
            name,
            section.RequiredEnumValue<ModelTier>("tier"),
            section.RequiredAmount("inputPrice", usd => usd is >= 0 and <= 10_000, PriceRule, "1.25"),
            section.RequiredAmount("outputPrice", usd => usd is >= 0 and <= 10_000, PriceRule, "5.00"),
            (int?)section.Number("tokensPerDay", 1, int.MaxValue),
            (double)(section.Amount("failureCostRatio", factor => factor is >= 0 and <= 100, FactorRule) ?? 1));
        section.RejectUnknownKeys();
        return model;
    }

    private static WorkloadKind ReadKind(ConfigSection section)
    {
        var kind = new WorkloadKind(
            section.RequiredText("kind", "build"),
            ReadShare(section, "share"),
            section.RequiredEnumValue<ModelTier>("tier"),
            section.RequiredNumber("input", 1, 100_000_000, "400000"),
            section.RequiredNumber("output", 1, 100_000_000, "20000"),
            section.Require("reviewed", "true").Flag("reviewed", false),
            ReadMap(section.Require("difficulty", "{ \"easy\": 1 }"), "difficulty", ReadShare));
        section.RejectUnknownKeys();
        return kind;
    }

    private static WorkloadChange ReadChange(ConfigSection section)
    {
        var change = new WorkloadChange(
            (double)section.RequiredAmount("after", part => part is >= 0 and <= 1, "a part from 0 to 1", "0.5"),
            section.RequiredText("model", "openai/gpt-5-mini"),
            (double?)section.Amount("acceptanceFactor", factor => factor is >= 0 and <= 10, "a factor from 0 to 10"),
            section.Amount("priceFactor", factor => factor is >= 0 and <= 100, FactorRule));
        section.RejectUnknownKeys();
        return change;
    }

    private static double ReadMinutes(ConfigSection section, string key) =>
        (double)section.RequiredAmount(key, minutes => minutes is > 0 and < 1_000_000, "minutes above 0", "10");

    private static double ReadShare(ConfigSection section, string key) =>
        (double)section.RequiredAmount(key, share => share is > 0 and < 1_000_000, "a share above 0", "1");

    private static IReadOnlyDictionary<string, T> ReadMap<T>(ConfigSection parent, string key, Func<ConfigSection, string, T> read) =>
        parent.Section(key) is { } section

            // Cannot fail on duplicates: the parser keeps only the first of two equal keys.
            ? section.Keys.ToDictionary(name => name, name => read(section, name))
            : new Dictionary<string, T>();
}
