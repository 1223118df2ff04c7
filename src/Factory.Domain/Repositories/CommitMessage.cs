using System.Text;
using Factory.Domain.WorkingCopies;

namespace Factory.Domain.Repositories;

/// <summary>
/// Formats the messages of the factory's commits. Their text comes from models and is sanitized, so that it can neither
/// forge a trailer nor put control characters into a terminal.
/// </summary>
public static class CommitMessage
{
    /// <summary>
    /// The trailer with the model of a commit. It decides whether a product's commands may run without a sandbox, so
    /// models must not be able to write it.
    /// </summary>
    public const string ModelTrailer = "Factory-Model";

    private const int MaxSubject = 72;
    private const int MaxLength = 16 * 1024;

    /// <summary>The message of an attempt's commit: subject, body and trailers.</summary>
    public static string Format(string message, CommitTrailers trailers)
    {
        var text = new StringBuilder(Sanitize(message)).Append("\n\n");
        Append(text, "Factory-Run", trailers.Run?.Value);
        Append(text, "Factory-Task", trailers.Task.Value);
        Append(text, "Factory-Attempt", trailers.Attempt?.Value);
        Append(text, "Factory-Agent", trailers.Agent.Value);
        Append(text, ModelTrailer, OneLine(trailers.Model.ToString()));
        return text.ToString();
    }

    /// <summary>
    /// Makes a text safe as subject and body of a commit: no control characters, no lines that look like trailers, a
    /// subject of at most 72 characters.
    /// </summary>
    public static string Sanitize(string message)
    {
        // Cut first: a model can send megabytes, and every step copies the text.
        var lines = RemoveInvisible(message[..Math.Min(message.Length, MaxLength)])
            .Split('\n')
            .Select(line => line.TrimEnd())
            // Ignoring case, because git compares the keys of trailers without it.
            .Select(line => line.TrimStart().StartsWith("Factory-", StringComparison.OrdinalIgnoreCase) ? "> " + line : line)
            .SkipWhile(line => line.Length == 0)
            .ToList();
        if (lines.Count == 0)
        {
            return "Change the product";
        }

        var subject = lines[0].Trim();
        var rest = string.Join('\n', lines.Skip(1)).Trim();
        if (subject.Length > MaxSubject)
        {
            rest = (subject + "\n" + rest).Trim();
            subject = subject[..(MaxSubject - 1)].TrimEnd() + "…";
        }

        return rest.Length == 0 ? subject : subject + "\n\n" + rest;
    }

    private static void Append(StringBuilder text, string key, string? value)
    {
        if (value is not null)
        {
            text.Append(key).Append(": ").Append(value).Append('\n');
        }
    }

    private static string OneLine(string text) => RemoveInvisible(text).ReplaceLineEndings(" ").Trim();

    // Line separators first: CR, U+0085, U+2028 and others become line feeds, so that none of them hides the start of a
    // line from the check for trailers.
    private static string RemoveInvisible(string text) =>
        VisibleText.Strip(text.ReplaceLineEndings("\n"));
}
