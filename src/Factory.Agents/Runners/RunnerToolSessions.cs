using Factory.Agents.Attempts;
using Factory.Agents.Loop;
using Factory.Agents.Tools;
using Factory.Domain.Artifacts;
using Factory.Domain.Secrets;
using Factory.Grains.Abstractions.Tasks;

namespace Factory.Agents.Runners;

/// <summary>Creates the factory's tools for attempts whose work a CLI does.</summary>
internal sealed class RunnerToolSessions(AttemptKernelFactory tools, SecretRedactor redactor, IGrainFactory grains, TimeProvider time)
{
    /// <summary>Creates the tools of an attempt.</summary>
    /// <param name="attempt">The attempt.</param>
    /// <param name="prepared">Its agent, working copy and evidence.</param>
    /// <param name="clock">Its wall clock, paused while the operator is asked.</param>
    /// <param name="recorder">Records the calls.</param>
    public RunnerToolSession Create(RunningAttempt attempt, PreparedAttempt prepared, PausableTimeout clock, AttemptRecorder recorder)
    {
        var request = attempt.Request;
        var (transcript, progress) = (recorder.Transcript, recorder.Progress);
        var task = grains.GetGrain<ITaskGrain>(request.Task.Value);
        var questions = new OperatorQuestions(attempt, task, clock, progress, redactor, time);
        var context = ArtifactContext.For(request.Spec, prepared.Evidence) with
        {
            IsFile = WorkingCopyFiles.CheckOf(prepared.WorkingCopy),
        };

        // Without the working copy: the CLI has its own tools for files and commands.
        var kernel = tools.CreateKernel(prepared.Agent, context, copy: null, questions.AskAsync, transcript, progress);
        return new RunnerToolSession(kernel, attempt.Messages, transcript);
    }
}
