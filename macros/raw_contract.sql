{#
    The raw tables: their columns in order with the kind of each, their key, and the column that is a row's own time.
    Kinds: text, time (TIMESTAMP UTC), integer, flag, json (JSON text). What is kept_in_raw no model reads, but a
    rejected row shows; what is_small is ranked whole and counted row by row. Kept beside models/staging/_sources.yml,
    which documents the same columns; a test holds the two together.
#}
{% macro raw_contract() %}
    {{ return({
        'deliveries': {
            'key': ['delivery_id'], 'own_time': 'created_at',
            'columns': {
                'workspace_id': 'text', 'delivery_id': 'text', 'internal_customer_id': 'text', 'subject_id': 'text',
                'event_id': 'text', 'delivery_type': 'text', 'campaign_id': 'text', 'action_id': 'text',
                'newsletter_id': 'text', 'content_id': 'text', 'trigger_id': 'text',
                'transactional_message_id': 'text', 'created_at': 'time', 'seq_num': 'integer', 'loaded_at': 'time',
            },
        },
        'metrics': {
            'key': ['event_id'], 'own_time': 'created_at', 'later_vintage': ['proxied', 'prefetched', 'machine'],
            'columns': {
                'workspace_id': 'text', 'event_id': 'text', 'delivery_id': 'text', 'metric': 'text', 'reason': 'text',
                'link_id': 'text', 'link_url': 'text', 'created_at': 'time', 'seq_num': 'integer', 'proxied': 'flag',
                'prefetched': 'flag', 'machine': 'flag', 'loaded_at': 'time',
            },
        },
        'subjects': {
            'key': ['subject_name'], 'own_time': 'started_campaign_at',
            'columns': {
                'workspace_id': 'text', 'subject_name': 'text', 'internal_customer_id': 'text',
                'campaign_type': 'text', 'campaign_id': 'text', 'event_id': 'text', 'trigger_id': 'text',
                'started_campaign_at': 'time', 'created_at': 'time', 'seq_num': 'integer', 'loaded_at': 'time',
            },
        },
        'outputs': {
            'key': ['output_id'], 'own_time': 'created_at',
            'columns': {
                'workspace_id': 'text', 'output_id': 'text', 'subject_name': 'text', 'output_type': 'text',
                'action_id': 'text', 'explanation': 'text', 'delivery_id': 'text', 'draft': 'flag',
                'link_tracked': 'flag', 'split_test_index': 'integer', 'branch_index': 'integer',
                'manual_segment_id': 'text', 'add_to_manual_segment': 'flag', 'delay_ends_at': 'time',
                'created_at': 'time', 'seq_num': 'integer', 'loaded_at': 'time',
            },
        },
        'people': {
            'key': ['internal_customer_id'], 'kept_in_raw': ['email_addr'],
            'columns': {
                'workspace_id': 'text', 'customer_id': 'text', 'internal_customer_id': 'text', 'deleted': 'flag',
                'suppressed': 'flag', 'created_at': 'time', 'updated_at': 'time', 'email_addr': 'text',
                'loaded_at': 'time',
            },
        },
        'attributes': {
            'key': ['internal_customer_id', 'attribute_name', 'timestamp'], 'own_time': 'timestamp',
            'columns': {
                'workspace_id': 'text', 'internal_customer_id': 'text', 'attribute_name': 'text',
                'attribute_value': 'text', 'timestamp': 'time', 'loaded_at': 'time',
            },
        },
        'events': {
            'key': ['event_id'], 'own_time': 'processed_at',
            'columns': {
                'workspace_id': 'text', 'event_id': 'text', 'internal_customer_id': 'text', 'name': 'text',
                'properties': 'json', 'timestamp': 'time', 'processed_at': 'time', 'loaded_at': 'time',
            },
        },
        'segment_changes': {
            'key': ['segment_id', 'internal_customer_id', 'changed_at', 'change'], 'own_time': 'changed_at',
            'columns': {
                'workspace_id': 'text', 'segment_id': 'text', 'internal_customer_id': 'text', 'change': 'text',
                'changed_at': 'time', 'loaded_at': 'time',
            },
        },
        'campaigns': {
            'key': ['campaign_id'], 'is_small': True,
            'columns': {
                'workspace_id': 'text', 'campaign_id': 'text', 'name': 'text', 'created_at': 'time',
                'loaded_at': 'time',
            },
        },
        'campaign_actions': {
            'key': ['action_id'], 'is_small': True,
            'columns': {
                'workspace_id': 'text', 'campaign_id': 'text', 'action_id': 'text', 'name': 'text', 'type': 'text',
                'counts_conversions': 'flag', 'loaded_at': 'time',
            },
        },
        'campaign_goals': {
            'key': ['goal_version_id'], 'is_small': True, 'own_time': 'set_at',
            'columns': {
                'workspace_id': 'text', 'campaign_id': 'text', 'goal_version_id': 'text', 'set_at': 'time',
                'goal_type': 'text', 'event_name': 'text', 'segment_id': 'text', 'filter': 'text',
                'time_frame_seconds': 'integer', 'touch': 'text', 'exit_setting': 'text', 'audience': 'text',
                'loaded_at': 'time',
            },
        },
    }) }}
{% endmacro %}
