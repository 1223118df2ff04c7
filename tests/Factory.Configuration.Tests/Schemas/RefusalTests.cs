using System.Reflection;
using Factory.Configuration.Tests.Agents;
using Factory.Configuration.Tests.Models;
using Factory.Configuration.Tests.Pipelines;
using Factory.Configuration.Tests.Policies;
using Factory.Configuration.Tests.Runners;
using Factory.Configuration.Tests.Silos;
using Factory.Configuration.Tests.Support;
using Factory.Configuration.Tests.Workloads;

namespace Factory.Configuration.Tests.Schemas;

/// <summary>
/// Whatever the tables of the readers' tests hold as wrong, an editor marks too, but for what no schema can say.
/// </summary>
public sealed class RefusalTests
{
    /// <summary>
    /// What the reader says of mistakes that a schema cannot see: between keys or files, in the prompt, or in YAML that
    /// is merely unwise.
    /// </summary>
    private static readonly string[] BeyondSchemas =
    [
        "the prompt is missing", "but the file is", // outside the front matter
        "is unknown", "no agent takes the kind", "did you mean 'build'?", // in other files
        "'cluster.connection_string' is missing", // may be in a variable
        "the anchor", "the tag", // YAML, but not for us
        "is '1e3'", "is '999999d'", // the same type, written within the pattern
        ") is more than 'budgets.", "must be at most contextTokens", "'acceptance' must hold", "'changes' names", // between keys
        "the action class 'read' appears twice", "the stage 'a' appears twice", "is reviewed by another stage",
        "is the stage itself",
        "the placeholder '${", "'arguments' starts a new session", // within texts of a runner
        "'needs' names", "wait for each other", "comes after", "'a' ends with research", // between stages
    ];

    public static TheoryData<string, string, string> Mistakes
    {
        get
        {
            var mistakes = new TheoryData<string, string, string>();
            Add("agent", Rows<AgentFileTests>(nameof(AgentFileTests.Check_OneMistake_NamesLineRuleAndFix)), ConfigFiles.Agent);
            Add(
                "models",
                Rows<CatalogueFileTests>(nameof(CatalogueFileTests.Check_OneMistake_NamesPlaceRuleAndFix)),
                CatalogueFileTests.File(CatalogueFileTests.Model));
            Add(
                "workload",
                Rows<WorkloadFileTests>(nameof(WorkloadFileTests.Read_Mistake_NamesLineRuleAndFix)),
                WorkloadFileTests.Workload);
            Add("pipeline", Rows<PipelineFileTests>(nameof(PipelineFileTests.Check_OneMistake_NamesLineRuleAndFix)), "");
            Add("policy", Rows<PolicyFileTests>(nameof(PolicyFileTests.Check_OneMistake_NamesLineRuleAndFix)), "");
            Add("runner", Rows<RunnerFileTests>(nameof(RunnerFileTests.Check_OneMistake_NamesLineRuleAndFix)), "");
            Add("silo", Rows<SiloSettingsFileTests>(nameof(SiloSettingsFileTests.Check_OneMistake_NamesLineRuleAndFix)), "");
            return mistakes;

            void Add(string schema, IEnumerable<object?[]> rows, string right)
            {
                foreach (var row in rows)
                {
                    mistakes.Add(
                        schema,
                        row.Length == 2 ? (string)row[0]! : right.Replace((string)row[0]!, (string)row[1]!),
                        (string)row[^1]!);
                }
            }
        }
    }

    [Theory, MemberData(nameof(Mistakes))]
    public void Check_MistakeThatTheReaderRejects_IsRejected(string schema, string text, string message)
    {
        var yaml = schema == "agent" && text.StartsWith("---\n", StringComparison.Ordinal) ? text.Split("\n---\n")[0] : text;

        new SchemaFile(schema).Check(yaml, schema is "models" or "workload").Any().ShouldBe(!BeyondSchemas.Any(message.Contains), message);
    }

    private static IEnumerable<object?[]> Rows<T>(string method)
    {
        var tested = typeof(T).GetMethod(method)!;
        return tested.GetCustomAttributes<InlineDataAttribute>().SelectMany(a => a.GetData(tested));
    }
}
