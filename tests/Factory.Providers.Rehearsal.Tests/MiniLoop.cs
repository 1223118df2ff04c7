using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Factory.Contracts.Artifacts;
using Factory.Contracts.Evidence;
using Factory.Contracts.Json;
using Factory.Domain.Attempts;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Rehearsal.Tests;

/// <summary>
/// A minimal agent loop with real files and real commands in a temporary folder, until a result is submitted.
/// </summary>
internal sealed class MiniLoop(string folder)
{
    private const int MaxTurns = 20;

    private static readonly AITool[] Tools = [.. ToolNames.All.Select(n => AIFunctionFactory(n))];

    /// <summary>All calls in order: <c>write_file src/Tip.cs</c>.</summary>
    public List<string> Calls { get; } = [];

    /// <summary>Runs commands; by default in a shell.</summary>
    public Func<string, (int ExitCode, string Output)>? Commands { get; init; }

    /// <summary>The text of all responses.</summary>
    public StringBuilder Responses { get; } = new();

    /// <summary>Runs one attempt. Returns null when the model ends it without a result.</summary>
    public async Task<JsonElement?> RunAsync(string prompt, string model = "rehearsal-one")
    {
        using var client = new RehearsalChatClient(model);
        var messages = new List<ChatMessage> { new(ChatRole.System, "You are an agent."), new(ChatRole.User, prompt) };
        for (var turn = 0; turn < MaxTurns; turn++)
        {
            var response = await client.GetStreamingResponseAsync(messages, new ChatOptions { Tools = Tools }).ToChatResponseAsync();
            response.Usage!.OutputTokenCount!.Value.ShouldBeGreaterThan(0);
            Responses.AppendLine(response.Text);
            messages.AddMessages(response);
            var calls = response.Messages.SelectMany(m => m.Contents).OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
            {
                return null;
            }

            if (calls.FirstOrDefault(c => c.Name == ToolNames.SubmitResult) is { } submit)
            {
                calls.Count.ShouldBe(1, "a result is submitted alone");
                return (JsonElement)submit.Arguments!["result"]!;
            }

            messages.Add(new ChatMessage(ChatRole.Tool, [.. calls.Select(AIContent (c) => new FunctionResultContent(c.CallId, Run(c)))]));
        }

        throw new InvalidOperationException($"No result after {MaxTurns} turns: {string.Join(", ", Calls)}");
    }

    public static string Prompt(
        string kind,
        string idea,
        IEnumerable<(string From, Artifact Artifact)>? artifacts = null,
        EvidenceReport? evidence = null,
        IEnumerable<string>? feedback = null,
        int attempt = 1)
    {
        var prompt = new StringBuilder()
            .AppendLine(PromptFormat.KindPrefix + kind)
            .AppendLine(PromptFormat.AttemptPrefix + attempt)
            .AppendLine(PromptFormat.WrapInTag(PromptFormat.IdeaTag, idea));
        foreach (var (from, artifact) in artifacts ?? [])
        {
            prompt.AppendLine(PromptFormat.WrapInTag(
                PromptFormat.ArtifactTag,
                JsonSerializer.Serialize(artifact, FactoryJson.Options),
                $"from=\"{from}\""));
        }

        if (evidence is not null)
        {
            prompt.AppendLine(PromptFormat.WrapInTag(PromptFormat.EvidenceTag, JsonSerializer.Serialize(evidence, FactoryJson.Options)));
        }

        foreach (var reason in feedback ?? [])
        {
            prompt.AppendLine(PromptFormat.WrapInTag(PromptFormat.FeedbackTag, reason));
        }

        return prompt.ToString();
    }

    public static (int ExitCode, string Output) Shell(string folder, string command)
    {
        var start = new ProcessStartInfo("/bin/sh")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true
        };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(command + " 2>&1");
        foreach (var name in start.Environment.Keys
            .Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase) || k is "ArtifactsPath")
            .ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output);
    }

    private string Run(FunctionCallContent call)
    {
        string Argument(string name) => (string)call.Arguments![name]!;
        string Full(string path) => Path.Combine(folder, path);
        Calls.Add(call.Name + (call.Arguments!.TryGetValue("path", out var p) ? " " + p : ""));
        switch (call.Name)
        {
            case ToolNames.ListFiles:
                var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(f => Path.GetRelativePath(folder, f))
                    .Where(f =>
                        !f.StartsWith(".git/", StringComparison.Ordinal)
                            && !f.Contains("obj/", StringComparison.Ordinal)
                            && !f.Contains("out/", StringComparison.Ordinal))
                    .Order(StringComparer.Ordinal)
                    .Select(f => $"{f} ({new FileInfo(Full(f)).Length:N0} bytes)");
                return string.Join('\n', files) is { Length: > 0 } text ? text : "(empty)";
            case ToolNames.ReadFile:
                return File.Exists(Full(Argument("path")))
                    ? string.Join(
                        '\n',
                        File.ReadAllText(Full(Argument("path"))).TrimEnd('\n').Split('\n').Select((l, i) => $"{i + 1}\t{l}"))
                    : "Error: There is no such file.";
            case ToolNames.WriteFile:
                Directory.CreateDirectory(Path.GetDirectoryName(Full(Argument("path")))!);
                File.WriteAllText(Full(Argument("path")), Argument("content"));
                return "Created it.";
            case ToolNames.EditFile:
                var content = File.ReadAllText(Full(Argument("path")));
                if (content.Split(Argument("old_text")).Length != 2)
                {
                    return "Error: 'old_text' does not occur exactly once.";
                }

                File.WriteAllText(
                    Full(Argument("path")),
                    content.Replace(Argument("old_text"), Argument("new_text"), StringComparison.Ordinal));
                return "Edited it.";
            case ToolNames.RunCommand:
                var (exitCode, output) = Commands?.Invoke(Argument("command")) ?? Shell(folder, Argument("command"));
                return $"exit {exitCode}\n{output}";
            default:
                return $"Error: there is no tool '{call.Name}'.";
        }
    }

    private static AITool AIFunctionFactory(string name) =>
        Microsoft.Extensions.AI.AIFunctionFactory.CreateDeclaration(name, name, JsonDocument.Parse("""{"type":"object"}""").RootElement);
}
