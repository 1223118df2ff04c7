using System.Text.RegularExpressions;
using Factory.Configuration.Tests.Support;
using Factory.Configuration.Workloads;
using Factory.Contracts.Errors;

namespace Factory.Configuration.Tests.Schemas;

/// <summary>The schemas for editors say what the reader says.</summary>
public sealed partial class SchemaTests : IDisposable
{
    private readonly ConfigFiles _files = new();

    public static TheoryData<string> Names => ["policy", "pipeline", "agent", "silo", "models", "runner", "workload"];

    public static TheoryData<string> ShippedFiles =>
        [.. Directory.EnumerateFiles(Shipped.Folder, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Shipped.Folder, f))
            .Where(f => !f.StartsWith("schemas", StringComparison.Ordinal))];

    public void Dispose() => _files.Dispose();

    [Theory, MemberData(nameof(ShippedFiles))]
    public void Schema_ShippedFile_NamesItAndConforms(string file)
    {
        var path = Path.Combine(Shipped.Folder, file);
        var text = File.ReadAllText(path);
        var named = Reference().Match(text);
        named.Success.ShouldBeTrue($"{file} names no schema");
        var schema = new SchemaFile(Path.GetFileName(named.Groups["name"].Value));

        Path.GetFullPath(named.Groups["path"].Value, Path.GetDirectoryName(path)!).ShouldBe(schema.Path);
        schema.Check(
            file.EndsWith(".md", StringComparison.Ordinal) ? text.Split("\n---\n")[0] : text,
            file.EndsWith(".json", StringComparison.Ordinal)).ShouldBeEmpty();
    }

    [Fact]
    public void Schema_ExampleOfTheClusterGuide_Conforms()
    {
        var example = File.ReadAllText(Shipped.File("docs/guides/cluster.md")).Split("```yaml\n")[1].Split("```")[0];

        new SchemaFile("silo").Check(example, isJson: false).ShouldBeEmpty();
        Problems("silo", example.Replace("cluster:", "cluster:\n     connection_string: Host=db", StringComparison.Ordinal))
            .ShouldBeEmpty();
    }

    /// <summary>
    /// The reader names the keys that it knows when it meets one that it does not: so no second list of them is needed
    /// here.
    /// </summary>
    [Theory, MemberData(nameof(Names))]
    public void Schema_Keys_AreThoseOfTheReader(string name)
    {
        var schema = new SchemaFile(name);

        var known = Problems(name, schema.SampleWithUnknownKeys())
            .Select(p => UnknownKey().Match(p)).Where(m => m.Success)
            .ToDictionary(m => m.Groups["path"].Value, m => m.Groups["keys"].Value.Split(", "));

        known.Keys.ShouldBe(schema.ClosedObjects.Keys, ignoreOrder: true);
        foreach (var (path, keys) in schema.ClosedObjects)
        {
            known[path].ShouldBe(keys, ignoreOrder: true, customMessage: $"'{path}' in {name}.schema.json");
        }
    }

    /// <summary>So with the words: the reader lists them when it meets another one.</summary>
    [Theory, MemberData(nameof(Names))]
    public void Schema_Words_AreThoseOfTheReader(string name)
    {
        var schema = new SchemaFile(name);

        var known = Problems(name, schema.SampleWithUnknownWords())
            .Select(p => UnknownWord().Match(p)).Where(m => m.Success)
            .ToDictionary(m => m.Groups["path"].Value, m => m.Groups["words"].Value.Split(", "));

        known.Keys.ShouldBe(schema.Words.Keys, ignoreOrder: true);
        foreach (var (path, words) in schema.Words)
        {
            known[path].ShouldBe(words, ignoreOrder: true, customMessage: $"'{path}' in {name}.schema.json");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Schema_Bounds_AreThoseOfTheReader(string name)
    {
        var schema = new SchemaFile(name);

        Refused("minimum", 0).ShouldBeEmpty();
        Refused("maximum", 0).ShouldBeEmpty();
        Refused("minimum", -1).ShouldBe(schema.Numbers("minimum"), ignoreOrder: true);
        Refused("maximum", 1).ShouldBe(schema.Numbers("maximum"), ignoreOrder: true);
        Refused("exclusiveMinimum", 0).ShouldBe(schema.Numbers("exclusiveMinimum"), ignoreOrder: true);
        Refused("exclusiveMinimum", 0.01m).ShouldBeEmpty();
        Refused("exclusiveMaximum", 0).ShouldBe(schema.Numbers("exclusiveMaximum"), ignoreOrder: true);

        List<string> Refused(string bound, decimal more) =>
            [.. Problems(name, schema.SampleAt(bound, more))
                .Select(p => WrongNumber().Match(p))
                .Where(m => m.Success)
                .Select(m => m.Groups["path"].Value)];
    }

    /// <summary>In a pipeline some keys exclude each other.</summary>
    [Theory, InlineData("policy"), InlineData("agent"), InlineData("silo"), InlineData("models"), InlineData("runner"), InlineData("workload")]
    public void Schema_ExamplesAndDefaults_AreValid(string name)
    {
        var schema = new SchemaFile(name);
        var sample = schema.Sample();

        schema.Check(sample, isJson: true).ShouldBeEmpty();
        Problems(name, sample).ShouldBeEmpty(sample);
    }

    /// <summary>What the reader says of a text, when it is the file that the schema is for.</summary>
    private IReadOnlyList<string> Problems(string schema, string text)
    {
        var file = schema switch
        {
            "policy" => "policy.yaml",
            "silo" => "silo.yaml",
            "models" => "models.json",
            "pipeline" => "pipelines/one.yaml",
            "agent" => "agents/one.md",
            "runner" => "runners/claude.yaml",
            _ => "one.json",
        };
        // The examples name models of real providers, which the catalogue of the fixture does not have.
        _files.Write("models.json", ConfigFiles.Models.Replace("\"openai\"", "\"lab\"", StringComparison.Ordinal));
        _files.Write("runners/claude.yaml", "program: claude\noutput: claude\narguments: []");
        _files.Write(file, schema == "agent" ? $"---\n{text}\n---\nYou are one." : text);
        if (schema != "workload")
        {
            return [.. _files.Problems().Where(p => p.StartsWith(file + ":", StringComparison.Ordinal))];
        }

        try
        {
            WorkloadFile.Read(Path.Combine(_files.Folder, file));
            return [];
        }
        catch (FactoryException e)
        {
            return [.. e.Message.Split('\n')[1..]];
        }
    }

    [GeneratedRegex("""\$schema(=|": ")(?<path>(\.\./)?schemas/(?<name>[a-z]+)\.schema\.json)""")]
    private static partial Regex Reference();

    [GeneratedRegex(@"unknown key '(?<path>.*?)\.?x{41}'.*; known keys are (?<keys>.*)$")]
    private static partial Regex UnknownKey();

    [GeneratedRegex("""'(?<path>[^' ]+)'( \(.*\))?(: 'x{41}' is not a known .*; \w+ are| is ['"]x{41}['"]; it must be one of) (?<words>.*)$""")]
    private static partial Regex UnknownWord();

    /// <summary>That an answer fits into the context is a rule between two numbers.</summary>
    [GeneratedRegex("""'(?<path>[^' ]+)'( \(.*\))? is '?-?[0-9.]+'?; it must be (?!at most contextTokens)""")]
    private static partial Regex WrongNumber();
}
