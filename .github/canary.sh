#!/usr/bin/env bash
# Moves the alias `live` of each handler to its newest version: a tenth of the calls at first, and all of them when no alarm
# of the handler was heard for five minutes. At an alarm the old version has all the calls again, and this fails.
set -euo pipefail

handlers=(tenant-onboard tenant-worker metrics-handler chat-handler insights-handler insights-worker)
share=${CANARY_SHARE:-0.1}
minutes=${CANARY_MINUTES:-5}
declare -A before after

rollback() {
    for handler in "${!after[@]}"; do
        echo "back to version ${before[$handler]}: $handler"
        aws lambda update-alias --function-name "$handler" --name live \
            --function-version "${before[$handler]}" --routing-config 'AdditionalVersionWeights={}' > /dev/null
    done
}

# The newest of the published versions, which are numbers.
newest() {
    aws lambda list-versions-by-function --function-name "$1" --query 'Versions[].Version' --output text |
        tr '\t' '\n' | grep -v LATEST | sort -n | tail -1
}

alarms() {
    local names=()
    for handler in "${!after[@]}"; do
        names+=("salestalk-errors-$handler" "salestalk-throttles-$handler" "salestalk-p99-$handler")
    done
    names+=(salestalk-InternalErrors salestalk-ReconcileFailures)
    aws cloudwatch describe-alarms --alarm-names "${names[@]}" --state-value ALARM \
        --query 'MetricAlarms[].AlarmName' --output text
}

for handler in "${handlers[@]}"; do
    old=$(aws lambda get-alias --function-name "$handler" --name live --query FunctionVersion --output text)
    new=$(newest "$handler")
    if [ "$old" != "$new" ]; then
        before[$handler]=$old
        after[$handler]=$new
    fi
done
if [ "${#after[@]}" = 0 ]; then
    echo "every handler has its newest version"
    exit 0
fi
heard=$(alarms)
if [ -n "$heard" ]; then
    echo "not now: $heard"
    exit 1
fi

trap rollback ERR INT TERM
for handler in "${!after[@]}"; do
    echo "$handler: $share of the calls to version ${after[$handler]}"
    aws lambda update-alias --function-name "$handler" --name live --function-version "${before[$handler]}" \
        --routing-config "AdditionalVersionWeights={${after[$handler]}=$share}" > /dev/null
done
for _ in $(seq $((minutes * 6))); do
    sleep 10
    heard=$(alarms)
    if [ -n "$heard" ]; then
        echo "an alarm: $heard"
        rollback
        exit 1
    fi
done
for handler in "${!after[@]}"; do
    aws lambda update-alias --function-name "$handler" --name live \
        --function-version "${after[$handler]}" --routing-config 'AdditionalVersionWeights={}' > /dev/null
    echo "$handler: version ${after[$handler]}"
done
