#!/bin/bash
# A study on a cluster with SLURM: one scheduler, workers on every task, and the study itself beside the scheduler.
# Nothing but Dask's own commands starts them. Send it off with: sbatch slurm_example.sh ablation
# A job that runs out of time, or loses nodes, has lost nothing that was finished: send the same job again.
#SBATCH --job-name=ptce-study
#SBATCH --ntasks=32
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=2G
#SBATCH --time=04:00:00
#SBATCH --output=%x-%j.log
set -euo pipefail

STUDY="${1:?name a study or its TOML file}"
# The environment must have been made with the extra `studies`: pip install 'ptce[studies]'.
PTCE="${PTCE:-$PWD/.venv/bin}"
# The directory is read by all nodes; only the first one writes to it. Kernels are compiled once, for all of them.
export NUMBA_CACHE_DIR="${NUMBA_CACHE_DIR:-$PWD/.kernels}"
SCHEDULER_FILE="$PWD/scheduler-${SLURM_JOB_ID}.json"
trap 'rm -f "$SCHEDULER_FILE"' EXIT

"$PTCE/dask" scheduler --scheduler-file "$SCHEDULER_FILE" --no-dashboard &
until [ -s "$SCHEDULER_FILE" ]; do sleep 1; done
ADDRESS=$("$PTCE/python" -c 'import json, sys; print(json.load(open(sys.argv[1]))["address"])' "$SCHEDULER_FILE")

# One thread a worker: a world is lived on one core. Without a nanny, the end of the job ends the workers.
srun --ntasks="$SLURM_NTASKS" "$PTCE/dask" worker "$ADDRESS" --nworkers 1 --nthreads 1 --no-dashboard --no-nanny &

"$PTCE/ptce" study "$STUDY" --scheduler "$ADDRESS" --out "results/$(basename "$STUDY" .toml)"
