using System.Text.Json;
using System.Text.Json.Serialization;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Domain.Routing.Simulation;

namespace Factory.Silo.Configuration;

/// <summary>Reads a workload to replay: JSON, unknown members refused, every problem named at once.</summary>
public static class WorkloadFile
{
    /// <summary>The folder of the shipped ones, in <c>silo-config</c>.</summary>
    public const string Folder = "workloads";

    private const int MostBytes = 10 * 1024 * 1024;

    private static readonly JsonSerializerOptions Strict = new(FactoryJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>Reads and checks a file.</summary>
    /// <param name="path">Full path.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>: it is not there, or not a workload; the message says all that is wrong.</exception>
    public static Workload Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Length > MostBytes)
            {
                throw Wrong(path, "it has more than 10 MB", null);
            }

            var workload = JsonSerializer.Deserialize<Workload>(File.ReadAllText(path), Strict) ?? throw Wrong(path, "it holds nothing", null);
            return WorkloadRules.Check(workload) is { Count: > 0 } problems ? throw Wrong(path, string.Join("; ", problems), null) : workload;
        }
        catch (JsonException e)
        {
            throw Wrong(path, $"line {e.LineNumber + 1}: {e.Message.Split(" Path:")[0]}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Wrong(path, e.Message, e);
        }
    }

    private static FactoryException Wrong(string path, string problem, Exception? inner) =>
        new(ErrorCodes.InvalidRequest, $"{path} cannot be replayed: {problem}", "docs/reference/routing.md says how a workload is written; see silo-config/workloads/typical.json.", false, inner);
}
